#include "core/exporting/verifying/doubled_key.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <vector>

namespace slipway {
namespace {

// An object or a list that is open.
struct Level
{
    bool isObject = false;
    bool nameFollows = false; // the next string is a name
    QSet<QByteArray> names{};
};

// The text of a string, given with its quotes.
QByteArray unescaped(const QByteArray &token)
{
    if (!token.contains('\\'))
        return token.mid(1, token.size() - 2);
    return QJsonDocument::fromJson('[' + token + ']').array().first().toString().toUtf8();
}

} // namespace

std::optional<QString> doubledKey(const QByteArray &json)
{
    std::vector<Level> open;
    for (qsizetype at = 0; at < json.size(); ++at) {
        switch (json[at]) {
        case '{':
            open.push_back({true, true});
            break;
        case '[':
            open.push_back({});
            break;
        case '}':
        case ']':
            if (!open.empty())
                open.pop_back();
            break;
        case ',':
            if (!open.empty())
                open.back().nameFollows = open.back().isObject;
            break;
        case '"': {
            const qsizetype begin = at++;
            while (at < json.size() && json[at] != '"')
                at += json[at] == '\\' ? 2 : 1;
            if (open.empty() || !open.back().nameFollows)
                break;
            open.back().nameFollows = false;
            const QByteArray name = unescaped(json.mid(begin, at + 1 - begin));
            if (open.back().names.contains(name))
                return QString::fromUtf8(name);
            open.back().names.insert(name);
            break;
        }
        default:
            break;
        }
    }
    return std::nullopt;
}

} // namespace slipway
