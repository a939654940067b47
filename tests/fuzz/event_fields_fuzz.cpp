// What reads fields and words of one event – FieldReader, FieldPathReader, JsonListReader, WordSearch –
// against the tree. Input: a path or word, a line break, an event.
#include "core/events/json/field_path.h"
#include "core/events/json/json_list.h"
#include "core/events/json/utf8_text.h"
#include "core/events/json/word_search.h"

#include "tests/fuzz/fuzz_input.h"
#include "tests/fuzz/json_oracle.h"

#include <algorithm>
#include <set>

using namespace slipway;
using fuzz::Json;
using fuzz::require;

namespace {

JsonType typeOf(const Json &json)
{
    switch (json.type) {
    case Json::Type::Null:
        return JsonType::Null;
    case Json::Type::Boolean:
        return JsonType::Boolean;
    case Json::Type::Number:
        return JsonType::Number;
    case Json::Type::String:
        return JsonType::String;
    case Json::Type::Object:
        return JsonType::Object;
    case Json::Type::Array:
        break;
    }
    return JsonType::Array;
}

void requireSame(const FieldValue &value, const Json &json, const char *what)
{
    require(value.type == typeOf(json), what, "type");
    require(value.raw == json.raw, what, std::string(value.raw) + " | " + std::string(json.raw));
    const std::string_view text = json.type == Json::Type::String ? std::string_view(json.text)
                                  : json.type == Json::Type::Null ? std::string_view()
                                                                  : json.raw;
    require(value.text == text, what, std::string(value.text) + " | " + std::string(text));
}

// By the description of FieldPathReader::read().
void walk(const Json &object, std::string_view path, int depth, std::vector<const Json *> &values)
{
    if (depth >= 32)
        return;
    std::vector<std::string_view> names{path};
    if (std::count(path.begin(), path.end(), '.') <= 32) {
        for (size_t dot = path.rfind('.'); dot != std::string_view::npos && dot > 0;
             dot = path.rfind('.', dot - 1))
            names.push_back(path.substr(0, dot));
    }
    for (const std::string_view name : names) {
        const Json *value = object.find(name);
        if (!value)
            continue;
        const bool isList = value->type == Json::Type::Array;
        if (name.size() == path.size()) {
            values.push_back(value);
            for (size_t i = 0; isList && i < value->items.size(); ++i)
                values.push_back(&value->items[i]);
            return;
        }
        const std::string_view rest = path.substr(name.size() + 1);
        if (value->type == Json::Type::Object)
            return walk(*value, rest, depth + 1, values);
        if (isList) {
            for (const Json &item : value->items) {
                if (item.type == Json::Type::Object)
                    walk(item, rest, depth + 1, values);
            }
            return;
        }
    }
}

// As a search sees it: a word in ASCII has no other case beyond ASCII, such as the sign of Kelvin for k.
bool contains(std::string_view text, const QString &word, bool isAscii)
{
    if (!isAscii)
        return utf8Text(text).contains(word, Qt::CaseInsensitive);
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    const QByteArray wanted = word.toLatin1();
    return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(),
                       [&](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

bool hasWord(const Json &json, const QString &word, bool isAscii)
{
    if (json.type == Json::Type::Object || json.type == Json::Type::Array)
        return std::any_of(json.items.begin(), json.items.end(),
                           [&](const Json &item) { return hasWord(item, word, isAscii); });
    return contains(json.type == Json::Type::String ? std::string_view(json.text) : json.raw, word, isAscii);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    std::string_view input(reinterpret_cast<const char *>(data), size);
    const std::string path(fuzz::takeLine(input));
    const fuzz::PaddedText event(input);
    fuzz::JsonOracle oracle(event.view());
    Json root;
    const bool isJson = oracle.read(root) && root.isSpelledWell;
    static FieldReader reader;
    static FieldPathReader pathReader;
    static JsonListReader listReader;
    if (!isJson || root.type != Json::Type::Object) {
        // Only memory is looked at.
        (void)reader.read(event.view(), {path, "timestamp", ""});
        pathReader.read(event.view(), path, [](const FieldValue &) { return true; });
        if (isJson && root.type == Json::Type::Array) {
            size_t next = 0;
            listReader.read(event.view(), [&](const FieldValue &item) {
                require(next < root.items.size(), "too many items");
                requireSame(item, root.items[next++], "an item");
                return true;
            });
            require(next == root.items.size(), "too few items");
        }
        return 0;
    }
    const std::vector<FieldReader::Field> &fields = reader.readAll(event.view());
    require(fields.size() == root.items.size(), "another number of fields");
    std::set<std::string> names;
    for (size_t i = 0; i < fields.size(); ++i) {
        require(fields[i].name == root.names[i].text, "another name");
        requireSame(fields[i].value, root.items[i], "a field");
        names.insert(root.names[i].text);
    }
    require(reader.health() ==
                (names.size() < fields.size() ? EventHealth::DuplicateKeys : EventHealth::Well),
            "health");
    names.insert(path);
    const std::vector<std::string> wanted(names.begin(), names.end());
    const std::vector<FieldValue> &values = reader.read(event.view(), wanted);
    for (size_t i = 0; i < wanted.size(); ++i) {
        const Json *expected = root.find(wanted[i]);
        require((values[i].type == JsonType::Absent) == (expected == nullptr), "presence");
        if (expected)
            requireSame(values[i], *expected, "a value by its name");
    }
    std::vector<const Json *> found;
    walk(root, path, 0, found);
    size_t next = 0;
    pathReader.read(event.view(), path, [&](const FieldValue &value) {
        require(next < found.size(), "too many values on a path");
        requireSame(value, *found[next++], "a value on a path");
        return true;
    });
    require(next == found.size(), "too few values on a path");
    // Between strings a search sees the text as it was sent, so only words that cannot be there are compared.
    if (!path.empty() && fuzz::isUtf8(path) && path.find_first_of("{}[],: \t\r\n") == std::string::npos) {
        const QString word = utf8Text(path); // with a byte order mark in front, if it has one
        const bool isAscii =
            std::all_of(word.begin(), word.end(), [](QChar c) { return c.unicode() < 0x80; });
        require(WordSearch(word).isIn(event.view()) == hasWord(root, word, isAscii), "a word");
    }
    return 0;
}
