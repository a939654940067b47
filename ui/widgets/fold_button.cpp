#include "ui/widgets/fold_button.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

namespace slipway {

FoldButton::FoldButton(const QString &title, QWidget *parent) : QPushButton(title, parent)
{
    setFlat(true);
    setAutoDefault(false); // Enter presses the button that the dialog is for
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setIcon(iconOf(false));
    setAccessibleDescription(tr("hidden"));
    connect(this, &QPushButton::clicked, this, [this] { setOpen(!m_isOpen); });
}

QIcon FoldButton::iconOf(bool isOpen) const
{
    return theme::icon(isOpen ? "unfold" : isRightToLeft() ? "folded-left" : "folded");
}

QSize FoldButton::sizeHint() const
{
    constexpr int between = 4; // the icon and the text, as every style has it
    const int text = fontMetrics().size(Qt::TextShowMnemonic, this->text()).width();
    return {iconSize().width() + between + text + theme::space, QPushButton::sizeHint().height()};
}

void FoldButton::setOpen(bool isOpen)
{
    if (isOpen == m_isOpen)
        return;
    m_isOpen = isOpen;
    setIcon(iconOf(isOpen));
    setAccessibleDescription(isOpen ? tr("shown") : tr("hidden"));
    Q_EMIT folded(isOpen);
}

} // namespace slipway
