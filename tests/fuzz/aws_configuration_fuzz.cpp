// AwsConfiguration against a reader of its own, which looks at one line after the other without Qt's text
// classes. Input: the name of the profile, a line with the size of the first file, then both files.
#include "core/destinations/aws_profile.h"

#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <set>
#include <vector>

using namespace slipway;
using fuzz::require;

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// Words with one blank between them.
std::string simplified(std::string_view text)
{
    std::string words;
    bool isGap = false;
    for (const char byte : trimmed(text)) {
        const bool isBlank = std::string_view(" \t\r\n\v\f").find(byte) != std::string_view::npos;
        if (!isBlank && isGap)
            words += ' ';
        if (!isBlank)
            words += byte;
        isGap = isBlank;
    }
    return words;
}

struct Expected
{
    std::set<std::string> profiles;
    std::string region;
};

void read(std::string_view file, std::string_view profile, Expected &into)
{
    std::string section;
    while (!file.empty()) {
        const std::string_view line = trimmed(fuzz::takeLine(file));
        if (line.starts_with('[')) {
            const size_t end = line.find(']');
            section = simplified(line.substr(1, end == std::string_view::npos ? end : end - 1));
            if (section.starts_with("profile "))
                section.erase(0, 8);
            else if (section.find(' ') != std::string::npos)
                section.clear();
            if (!section.empty())
                into.profiles.insert(section);
        } else if (const size_t sign = line.find('='); section == profile && into.region.empty() &&
                                                       sign != std::string_view::npos &&
                                                       trimmed(line.substr(0, sign)) == "region") {
            into.region = trimmed(line.substr(sign + 1));
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    std::string_view input(reinterpret_cast<const char *>(data), size);
    const std::string_view name = fuzz::takeLine(input);
    const size_t first =
        std::min(input.size(), size_t(std::atoi(std::string(fuzz::takeLine(input)).c_str())) % 4096);
    const size_t cut = std::min(first, input.size());
    const std::string_view config = input.substr(0, cut), credentials = input.substr(cut);
    const AwsConfiguration found = AwsConfiguration::parse(
        QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
        QByteArrayView(config.data(), static_cast<qsizetype>(config.size())),
        QByteArrayView(credentials.data(), static_cast<qsizetype>(credentials.size())));
    require(std::is_sorted(found.profiles.begin(), found.profiles.end()), "not sorted");
    require(std::adjacent_find(found.profiles.begin(), found.profiles.end()) == found.profiles.end(),
            "a name twice");
    // Qt reads invalid UTF-8 as other characters, and knows more blanks.
    if (!std::all_of(data, data + size,
                     [](uint8_t byte) { return byte >= 9 && byte < 0x80 && (byte < 0x1c || byte > 0x1f); }))
        return 0;
    Expected expected;
    read(config, name, expected);
    read(credentials, name, expected);
    require(found.region.toStdString() == expected.region, "another region", expected.region);
    std::set<std::string> names;
    for (const QString &profile : found.profiles)
        names.insert(profile.toStdString());
    require(names == expected.profiles, "other profiles");
    return 0;
}
