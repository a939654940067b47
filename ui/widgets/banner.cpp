#include "ui/widgets/banner.h"

#include "core/base/log_file.h"
#include "core/base/secret.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include <algorithm>

namespace slipway {

Banner::Banner(QWidget *parent)
    : QFrame(parent), m_sign(new QLabel(this)), m_text(new QLabel(this)), m_action(new QPushButton(this)),
      m_copy(new QPushButton(tr("Copy"), this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->addWidget(m_sign, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action, 0, Qt::AlignTop);
    layout->addWidget(m_copy, 0, Qt::AlignTop);
    m_action->hide();
    // The first line stands beside the buttons, however many follow.
    const int lift = std::max(0, (m_copy->sizeHint().height() - fontMetrics().height()) / 2);
    for (QLabel *label : {m_sign, m_text}) {
        label->setContentsMargins(0, lift, 0, 0);
        label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    }
    m_sign->setObjectName(QStringLiteral("bannerSign"));
    m_text->setObjectName(QStringLiteral("bannerText"));
    m_copy->setObjectName(QStringLiteral("bannerCopy"));
    m_text->setTextFormat(Qt::PlainText); // what a server sends is text, never markup
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Message"));
    m_copy->setAccessibleName(tr("Copy the message"));
    setAutoFillBackground(true);
    connect(m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_copyText); });
    hide();
}

void Banner::show(theme::Tone tone, const QString &text, const QString &copyText)
{
    m_tone = tone;
    recolour();
    m_sign->setText(theme::sign(tone));
    m_text->setText(scrubbed(text));
    m_copyText = scrubbed(copyText.isEmpty() ? text : copyText);
    QFrame::show();
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

void Banner::recolour()
{
    m_recolouring = true; // setting a palette is a change of palette
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

QString Banner::text() const
{
    return m_text->text();
}

} // namespace slipway
