// A base for tests of the preview: the real window without a tenant, with separate settings and a
// separate state file, and a file of events that is dropped on it.
#pragma once
#include "tests/support/active_window.h"
#include "tests/support/opened_file.h"
#include "tests/support/screenshot.h"
#include "ui/main_window.h"
#include "ui/preview/event_detail.h"
#include "ui/preview/filter_box.h"
#include "ui/preview/insight/insight_panel.h"
#include "ui/preview/preview_page.h"
#include "ui/preview/table/event_table.h"

#include <QDropEvent>
#include <QMimeData>
#include <QSettings>
#include <QTemporaryDir>
#include <QUrl>

namespace slipway::test {

class PreviewWindow : public QObject
{
protected:
    void makeWorld()
    {
        theme::apply(*qApp, theme::Scheme::Light);
        m_world = std::make_unique<QTemporaryDir>();
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_world->path());
        m_workspace =
            Workspace::open(m_world->filePath(QStringLiteral("s.db")), std::make_unique<MemoryTokenStore>())
                .value();
        makeWindow();
    }
    void endWorld()
    {
        m_page = nullptr;
        m_window.reset();
        m_workspace.reset();
    }
    void makeWindow()
    {
        m_window = std::make_unique<MainWindow>(*m_workspace);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        activate(*m_window);
        QTRY_VERIFY(m_window->isActiveWindow());
    }
    // Opens `content` (some events) by dropping a file on the window, as a user would, and waits
    // for its columns.
    void drop(const QByteArray &content, const char *name = "events.ndjson")
    {
        write(content, name);
        dropFile(name);
    }
    void write(const QByteArray &content, const char *name = "events.ndjson")
    {
        writeFile(m_world->filePath(QString::fromLatin1(name)), content);
    }
    void dropFile(const char *name = "events.ndjson")
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_world->filePath(QString::fromLatin1(name)))});
        QDragEnterEvent enter(QPoint(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event(QPointF(200, 200), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
        for (PreviewPage *page : m_window->findChildren<PreviewPage *>()) {
            if (page->isVisible())
                m_page = page;
        }
        QVERIFY(m_page);
        m_table = m_page->table();
        QTRY_VERIFY_WITH_TIMEOUT(m_page->view().document() && m_page->view().document()->isComplete(),
                                 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(m_page->survey().looked > 0, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(m_page->view().count(), m_page->view().document()->count(), 10'000);
    }
    [[nodiscard]] QString cell(int row, const char *column) const
    {
        for (int i = 0; i < m_table->model()->columnCount(); ++i) {
            const QString title = m_table->model()->headerData(i, Qt::Horizontal).toString();
            if (title == QLatin1String(column))
                return m_table->model()->index(row, i).data().toString();
        }
        return QStringLiteral("no such column");
    }
    template<class T>
    [[nodiscard]] T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(!m_page->view().isBusy(), 30'000); }

    // An alert with 14 fields. Users and severities take turns, and events are one second apart.
    [[nodiscard]] static QByteArray event(int i)
    {
        static const QList<QByteArray> users{"ana@acme.example", "bob@acme.example", "eve@acme.example"};
        return "{\"_id\":\"" + QByteArray::number(1000 + i) +
               "\",\"timestamp\":" + QByteArray::number(1736151783 + i) + ",\"user\":\"" + users[i % 3] +
               "\",\"app\":\"Slack\",\"activity\":\"Upload\",\"alert\":\"yes\",\"alert_name\":\"DLP\","
               "\"alert_type\":\"policy\","
               "\"action\":\"block\",\"severity\":\"" +
               (i % 2 ? "low" : "high") +
               "\",\"transaction_id\":8847222077216958610,\"file_size\":" + QByteArray::number(i * 1500) +
               ",\"srcip\":\"10.0.0." + QByteArray::number(i % 200) +
               "\",\"supporting_data\":{\"data_type\":\"user\",\"data_values\":[\"one\",\"two\"]}}\n";
    }
    [[nodiscard]] static QByteArray events(int count)
    {
        QByteArray text;
        for (int i = 0; i < count; ++i)
            text += event(i);
        return text;
    }

    std::unique_ptr<QTemporaryDir> m_world;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<MainWindow> m_window;
    PreviewPage *m_page = nullptr; // the one that shows the file
    EventTable *m_table = nullptr;
};

} // namespace slipway::test
