#include "ui/theme/icons.h"

#include "ui/theme/colours.h"

#include <QFile>
#include <QGuiApplication>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QSvgRenderer>

static void initResources()
{
    Q_INIT_RESOURCE(ui);
}

namespace slipway::theme {
namespace {

// Colours the lines only when drawing them, since the palette may have changed in the meantime.
class Engine : public QIconEngine
{
public:
    explicit Engine(QString path) : m_path(std::move(path)) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const Look look = lookOf(QGuiApplication::palette());
        const QColor lines = colour(mode == QIcon::Disabled ? Role::Disabled : Role::Text, look);
        QFile file(m_path);
        if (!file.open(QIODevice::ReadOnly))
            return;
        QSvgRenderer renderer(file.readAll().replace("currentColor", lines.name().toLatin1()));
        renderer.render(painter, QRectF(rect));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        const Look look = lookOf(QGuiApplication::palette());
        const auto key = qHashMulti(0, size.width(), size.height(), static_cast<int>(mode), look.isDark,
                                    look.isHighContrast);
        QPixmap &kept = m_drawn[key];
        if (kept.isNull()) {
            kept = QPixmap(size);
            kept.fill(Qt::transparent);
            QPainter painter(&kept);
            paint(&painter, QRect(QPoint(), size), mode, state);
        }
        return kept;
    }
    QIconEngine *clone() const override { return new Engine(m_path); }

private:
    QString m_path;
    QHash<size_t, QPixmap> m_drawn;
};

} // namespace

QIcon icon(const char *name)
{
    static const bool isThere = (initResources(), true);
    Q_UNUSED(isThere)
    return QIcon(new Engine(QStringLiteral(":/slipway/icons/%1.svg").arg(QLatin1String(name))));
}

} // namespace slipway::theme
