#include "core/demo/demo_behaviour.h"

#include <QStringList>

namespace slipway {
namespace {

// The first value is the default.
const QMap<QString, QStringList> &choices()
{
    const auto list = [](const char *values) { return QString::fromLatin1(values).split(QLatin1Char(' ')); };
    static const QMap<QString, QStringList> all{
        {QStringLiteral("bad_token"), list("401 403 403-html 401-empty")},         // 1
        {QStringLiteral("missing_scope"), list("403 403-html 404")},               // 2
        {QStringLiteral("legacy_data"), list("200 403")},                          // 3
        {QStringLiteral("first_next"), list("oldest now 404")},                    // 4
        {QStringLiteral("head_tail"), list("200 400")},                            // 5
        {QStringLiteral("bad_operation"), list("400 next")},                       // 6
        {QStringLiteral("busy"), list("409 409-text wait")},                       // 7
        {QStringLiteral("hwm"), list("page-end jump stuck backwards future now")}, // 8
        {QStringLiteral("empty_page"), list("wait no-wait 204 empty")},            // 9
        {QStringLiteral("resend"), list("repeat once empty-if-none")},             // 10
        {QStringLiteral("before_retention"), list("oldest 400 empty")},            // 11
        {QStringLiteral("rate_headers"), list("all retry-after none")},            // 12
        {QStringLiteral("audit_echo"), list("off on")},                            // 13
        {QStringLiteral("alert_ids"), list("shared different")},                   // 14
        {QStringLiteral("tail"), list("page hour oldest")},
        {QStringLiteral("cursor"), list("moves stuck two-pages")},
        {QStringLiteral("reset_form"), list("seconds epoch epoch-ms date iso")},
        {QStringLiteral("encoding"), list("gzip GZIP x-gzip no-header header-only twice two-lines deflate "
                                          "utf-8 none padded")},
        {QStringLiteral("framing"),
         list("length chunked close list-length two-lengths folded lf no-reason http10 continue")},
        {QStringLiteral("v1"), list("on retired 404")},
        {QStringLiteral("v1_order"), list("oldest newest")},
        {QStringLiteral("v1_bad_token"), list("200 403")},
    };
    return all;
}

} // namespace

bool DemoBehaviour::is(const char *choice, const char *value) const
{
    const QString name = QString::fromLatin1(choice);
    Q_ASSERT(choices().value(name).contains(QLatin1String(value)));
    return m_chosen.value(name, choices().value(name).first()) == QLatin1String(value);
}

QString DemoBehaviour::value(const char *choice) const
{
    const QString name = QString::fromLatin1(choice);
    return m_chosen.value(name, choices().value(name).first());
}

bool DemoBehaviour::knows(const QString &choice)
{
    return choices().contains(choice);
}

Result<void> DemoBehaviour::apply(const QJsonObject &settings)
{
    for (auto it = settings.begin(); it != settings.end(); ++it) {
        const auto known = choices().constFind(it.key());
        if (known == choices().constEnd())
            continue;
        const QString value = it->isDouble() ? QString::number(it->toInt()) : it->toString();
        if (!known->contains(value))
            return failure(ErrorKind::BadInput, QStringLiteral("%1 \"%2\" is not one of %3.")
                                                    .arg(it.key(), value, known->join(QLatin1Char(' '))));
        m_chosen.insert(it.key(), value);
    }
    return {};
}

} // namespace slipway
