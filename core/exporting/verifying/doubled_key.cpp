#include "core/exporting/verifying/doubled_key.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <vector>

namespace slipway {
namespace {

// Objects of a manifest have some twenty fields. The largest that is read has half a million pages.
constexpr qsizetype mostFields = 1'000;
constexpr qsizetype mostValues = 16'000'000;
constexpr size_t deepestLevel = 100;

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

KeyScan scanKeys(const QByteArray &json)
{
    KeyScan scan;
    std::vector<Level> open;
    qsizetype commas = 0;
    for (qsizetype at = 0; at < json.size(); ++at) {
        switch (json[at]) {
        case '{':
        case '[':
            open.push_back({json[at] == '{', json[at] == '{'});
            scan.isExcessive = open.size() > deepestLevel;
            break;
        case '}':
        case ']':
            if (!open.empty())
                open.pop_back();
            break;
        case ',':
            scan.isExcessive = ++commas > mostValues;
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
            QSet<QByteArray> &names = open.back().names;
            if (names.contains(name) && !scan.doubled)
                scan.doubled = QString::fromUtf8(name);
            names.insert(name);
            scan.isExcessive = names.size() > mostFields;
            break;
        }
        default:
            break;
        }
        if (scan.isExcessive)
            break;
    }
    return scan;
}

} // namespace slipway
