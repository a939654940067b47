#include "core/tenants/keychain_places.h"

namespace slipway {

const StateDatabase *KeychainPlaces::database() const
{
    if (!m_database) {
        if (Result<StateDatabase> opened = StateDatabase::open(m_path))
            m_database.emplace(std::move(*opened));
    }
    return m_database ? &*m_database : nullptr;
}

QString KeychainPlaces::backend(const QString &key) const
{
    const StateDatabase *state = database();
    if (!state)
        return {};
    auto row = state->run(QStringLiteral("SELECT backend FROM keychain_place WHERE key = ?"), {key});
    return row && row->next() ? row->value(0).toString() : QString();
}

void KeychainPlaces::remember(const QString &key, const QString &backend)
{
    const StateDatabase *state = database();
    if (!state)
        return;
    if (backend.isEmpty())
        (void)state->run(QStringLiteral("DELETE FROM keychain_place WHERE key = ?"), {key});
    else
        (void)state->run(QStringLiteral("INSERT OR REPLACE INTO keychain_place(key, backend) VALUES(?,?)"),
                         {key, backend});
}

} // namespace slipway
