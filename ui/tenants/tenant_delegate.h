// Draws a tenant in the sidebar: the sign of its last check in the colour of its tone, its name in the colour
// of text, and at the end of the line a chip, such as the days that its token has left.
#pragma once
#include <QStyledItemDelegate>

namespace slipway {

class TenantDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    enum DataRole {
        IdRole = Qt::UserRole, // the tenant's id
        SignRole,              // one letter
        SignToneRole,          // a theme::Tone
        NameRole,
        ChipRole,     // words; empty: there is no chip
        ChipToneRole, // a theme::Tone
    };
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace slipway
