#include "ui/access/fix_dialog.h"
#include "ui/widgets/heading.h"

#include "core/base/secret.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace slipway {
namespace {

QPlainTextEdit *textBox(const QString &text, const char *object, const QString &name, QWidget *parent)
{
    auto *box = new QPlainTextEdit(scrubbed(text), parent);
    box->setReadOnly(true);
    box->setTabChangesFocus(true);
    box->setObjectName(QString::fromLatin1(object));
    box->setAccessibleName(name);
    return box;
}

QString numbered(const QStringList &steps)
{
    QStringList lines;
    for (qsizetype at = 0; at < steps.size(); ++at)
        lines << QStringLiteral("%1. %2").arg(at + 1).arg(steps[at]);
    return lines.join(QLatin1Char('\n'));
}

} // namespace

FixDialog::FixDialog(const Fix &fix, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("How to fix"));
    setObjectName(QStringLiteral("fixDialog"));
    resize(720, 560);
    auto *layout = new QVBoxLayout(this);
    auto *title = new Heading(fix.title, this);
    title->setWordWrap(true);
    layout->addWidget(title);
    const QPair<QString, QString> sentences[] = {{tr("Certain: %1"), fix.certain},
                                                 {tr("Likely: %1"), fix.likely},
                                                 {tr("To tell them apart: %1"), fix.tellApart},
                                                 {tr("Next: %1"), fix.nextStep}};
    for (const auto &[form, sentence] : sentences) {
        if (sentence.isEmpty())
            continue;
        auto *label = new QLabel(form.arg(scrubbed(sentence)), this);
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
    }

    auto *tabs = new QTabWidget(this);
    tabs->setAccessibleName(tr("Steps"));
    const QString service = numbered(fix.serviceAccount), legacy = numbered(fix.legacyToken);
    if (!service.isEmpty())
        tabs->addTab(textBox(service, "serviceSteps", tr("Steps with a service account"), tabs),
                     tr("&Service account (RBAC v3)"));
    if (!legacy.isEmpty())
        tabs->addTab(textBox(legacy, "legacySteps", tr("Steps with an older token"), tabs),
                     tr("&Older token"));
    const QString paths = fix.paths.join(QLatin1Char('\n'));
    if (!fix.message.isEmpty())
        tabs->addTab(textBox(fix.message, "fixMessage", tr("Message to the administrator"), tabs),
                     tr("&Message to the administrator"));
    tabs->setVisible(tabs->count() > 0);
    layout->addWidget(tabs, 1);
    if (!fix.together.isEmpty()) {
        auto *label = new QLabel(scrubbed(fix.together.join(QLatin1Char('\n'))), this);
        label->setObjectName(QStringLiteral("fixTogether"));
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
    }
    if (!paths.isEmpty()) {
        auto *box = textBox(paths, "fixPaths", tr("Paths"), this);
        box->setMaximumHeight(static_cast<int>(std::min<qsizetype>(6, fix.paths.size() + 1)) *
                                  fontMetrics().lineSpacing() +
                              12);
        auto *label = new QLabel(tr("&Paths:"), this);
        label->setBuddy(box);
        layout->addWidget(label);
        layout->addWidget(box);
    }

    auto *buttons = new QDialogButtonBox(this);
    const auto copies = [&](const QString &label, const char *object, const QString &text) {
        if (text.isEmpty())
            return;
        QPushButton *button = buttons->addButton(label, QDialogButtonBox::ActionRole);
        button->setObjectName(QString::fromLatin1(object));
        connect(button, &QPushButton::clicked, this,
                [text] { QApplication::clipboard()->setText(scrubbed(text)); });
    };
    copies(tr("Copy p&aths"), "copyPaths", paths);
    copies(tr("Copy m&essage"), "copyMessage", fix.message);
    copies(tr("&Copy all"), "copyAll", fix.asText());
    buttons->addButton(QDialogButtonBox::Close); // as the last one, for Tab
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
}

} // namespace slipway
