#include "ui/widgets/banner.h"

#include "core/base/log_file.h"
#include "core/base/secret.h"
#include "ui/theme/colours.h"
#include "ui/widgets/icon_button.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <algorithm>

namespace slipway {
namespace {

// The name of the sign for screen readers.
QString nameOf(theme::Tone tone)
{
    return tone == theme::Tone::Good      ? Banner::tr("Good")
           : tone == theme::Tone::Warning ? Banner::tr("Warning")
           : tone == theme::Tone::Bad     ? Banner::tr("Problem")
                                          : Banner::tr("Note");
}

} // namespace

Banner::Banner(QWidget *parent)
    : QFrame(parent), m_sign(new QLabel(this)), m_text(new QLabel(this)), m_action(new QPushButton(this)),
      m_copy(new QPushButton(tr("Copy"), this)), m_buttons(new QHBoxLayout),
      m_close(new IconButton("close", tr("Close the message"), this))
{
    auto *layout = new QHBoxLayout(this);
    // Layouts do not turn their margins around. The flat buttons at the end have room of their own.
    const int tight = theme::space / 2;
    layout->setContentsMargins(isRightToLeft() ? tight : theme::margin, tight,
                               isRightToLeft() ? theme::margin : tight, tight);
    layout->addWidget(m_sign, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action, 0, Qt::AlignTop);
    layout->addLayout(m_buttons);
    layout->setAlignment(m_buttons, Qt::AlignTop);
    layout->addWidget(m_copy, 0, Qt::AlignTop);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    m_action->hide();
    // In a dialog, Enter must press the dialog's default button, even if the message has buttons.
    m_action->setAutoDefault(false);
    m_copy->setAutoDefault(false);
    m_copy->setFlat(true);
    // Align the first line of the text with the buttons, however many lines follow.
    const int lift = std::max(0, (m_copy->sizeHint().height() - fontMetrics().height()) / 2);
    for (QLabel *label : {m_sign, m_text}) {
        label->setContentsMargins(0, lift, 0, 0);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    }
    m_sign->setObjectName(QStringLiteral("bannerSign"));
    m_text->setObjectName(QStringLiteral("bannerText"));
    m_copy->setObjectName(QStringLiteral("bannerCopy"));
    m_close->setObjectName(QStringLiteral("bannerClose"));
    m_text->setTextFormat(Qt::PlainText); // text from a server is never interpreted as markup
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_copy->setAccessibleName(tr("Copy the message"));
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_copyText); });
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void Banner::show(theme::Tone tone, const QString &text, const QString &copyText)
{
    m_tone = tone;
    recolour();
    m_sign->setText(theme::sign(tone));
    m_sign->setAccessibleName(nameOf(tone));
    m_text->setText(scrubbed(text));
    m_copyText = scrubbed(copyText.isEmpty() ? text : copyText);
    QFrame::show();
    if (QAccessible::isActive()) {
        QAccessibleEvent event(m_text, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

void Banner::show(const Error &error)
{
    writeLog(error.asText());
    show(theme::Tone::Bad,
         error.nextStep.isEmpty() ? error.message : error.message + QLatin1Char('\n') + error.nextStep,
         error.asText());
}

void Banner::setAction(const QString &text, std::function<void()> action)
{
    m_action->setText(text);
    m_action->disconnect(this);
    connect(m_action, &QPushButton::clicked, this, std::move(action));
    m_action->show();
}

void Banner::addButton(QPushButton *button)
{
    button->setAutoDefault(false);
    m_buttons->addWidget(button);
    setTabOrder(button, m_copy); // Tab comes to what can be done first
}

void Banner::setClosable(bool closable)
{
    m_close->setVisible(closable);
}

void Banner::recolour()
{
    m_recolouring = true; // setting a palette is itself a change of palette
    QPalette colours;
    colours.setColor(QPalette::Window, theme::background(m_tone, window()));
    setPalette(colours);
    QPalette signColours;
    signColours.setColor(QPalette::WindowText, theme::text(m_tone, window()));
    m_sign->setPalette(signColours);
    m_recolouring = false;
}

void Banner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_recolouring)
        recolour();
}

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // With high contrast, it has the colour of the window.
    const bool isOutlined = theme::lookOf(window()->palette()).isHighContrast;
    painter.setPen(isOutlined ? QPen(theme::colour(theme::Role::Border, window())) : QPen(Qt::NoPen));
    painter.setBrush(palette().color(QPalette::Window));
    painter.drawRoundedRect(rect().adjusted(0, 0, isOutlined ? -1 : 0, isOutlined ? -1 : 0), theme::radius,
                            theme::radius);
}

QString Banner::text() const
{
    return m_text->text();
}

} // namespace slipway
