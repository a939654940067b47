#include "core/destinations/destination_kind.h"

#include "core/destinations/kinds/store_kind.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

namespace slipway {
namespace {

QStringList split(const char *list)
{
    return *list ? QString::fromLatin1(list).split(QLatin1Char('|')) : QStringList();
}

QString translated(const char *text)
{
    return *text ? QCoreApplication::translate("DestinationKind", text) : QString();
}

} // namespace

QStringList DestinationField::choiceList() const
{
    return split(choices);
}

QStringList DestinationField::environmentNames() const
{
    return split(environment);
}

QString DestinationField::labelText() const
{
    return translated(label);
}

QString DestinationField::hintText() const
{
    return translated(hint);
}

QString DestinationKind::titleText() const
{
    return translated(title);
}

QString DestinationKind::bucketLabelText() const
{
    return translated(bucketLabel);
}

const DestinationField *DestinationKind::field(const QString &id) const
{
    const auto found = std::ranges::find_if(
        fields, [&](const DestinationField &each) { return id == QLatin1String(each.name); });
    return found == fields.end() ? nullptr : &*found;
}

std::span<const DestinationKind> destinationKinds()
{
    static const std::vector<DestinationKind> rows = [] {
        std::vector<DestinationKind> all;
        for (const StoreKind *kind : storeKinds())
            all.push_back(kind->row());
        return all;
    }();
    return rows;
}

const DestinationKind *destinationKind(const QString &name)
{
    const auto kinds = destinationKinds();
    const auto found = std::ranges::find_if(kinds, [&](const DestinationKind &kind) {
        return name == QLatin1String(kind.name) || split(kind.aliases).contains(name);
    });
    return found == kinds.end() ? nullptr : &*found;
}

} // namespace slipway
