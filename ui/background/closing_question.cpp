#include "ui/background/closing_question.h"

#include <QCheckBox>
#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ClosingQuestion)
};

} // namespace

std::optional<preferences::Closing> askAboutExports(QWidget *window)
{
    QMessageBox box(QMessageBox::NoIcon, Texts::tr("Exports are running"),
                    Texts::tr("Exports are running. They can continue without the window. If you stop them, "
                              "they continue where they left off as soon as you resume them."),
                    QMessageBox::NoButton, window);
    box.setObjectName(QStringLiteral("closingDialog"));
    auto *always = new QCheckBox(Texts::tr("&Do not ask again"), &box);
    always->setToolTip(Texts::tr("Preferences has this choice too."));
    box.setCheckBox(always);
    QPushButton *goOn = box.addButton(Texts::tr("&Continue without the window"), QMessageBox::AcceptRole);
    const QPushButton *stop =
        box.addButton(Texts::tr("&Stop and resume later"), QMessageBox::DestructiveRole);
    box.addButton(Texts::tr("&Keep the window open"), QMessageBox::RejectRole);
    box.setDefaultButton(goOn);
    box.exec();
    if (box.clickedButton() != goOn && box.clickedButton() != stop)
        return std::nullopt;
    const auto chosen = box.clickedButton() == goOn ? preferences::Closing::GoOn : preferences::Closing::Stop;
    if (always->isChecked())
        preferences::setClosing(chosen);
    return chosen;
}

} // namespace slipway
