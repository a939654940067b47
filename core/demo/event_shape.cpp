#include "core/demo/event_shape.h"

#include "core/base/resource_file.h"

#include <QDateTime>
#include <QHash>
#include <QTimeZone>

#include <array>

namespace slipway {
namespace {

enum Filling : int {
    PublicAddress,
    PrivateAddress,
    Port,
    WellKnownPort,
    Amount,
    SmallCount,
    LargeId,
    HexId,
    Name,
    Host,
    Domain,
    WebAddress,
    Path,
    Time,
    TimeText,
    Latitude,
    Longitude,
    FirstList, // from here on: lists of words
};

struct Words
{
    const char *field;
    std::array<const char *, 4> values;
};

constexpr std::array words{
    Words{"type", {"network", "connection", "page", "nspolicy"}},
    Words{"protocol", {"TCP", "UDP", "ICMP", "TCP"}},
    Words{"ip_protocol", {"6", "17", "1", "6"}},
    Words{"action", {"allow", "block", "allow", "useralert"}},
    Words{"access_method", {"Client", "Secure Forwarder", "IPSec", "API Connector"}},
    Words{"app", {"Google Drive", "Slack", "GitHub", "Microsoft Teams"}},
    Words{"appcategory", {"Cloud Storage", "Collaboration", "Development Tools", "Webmail"}},
    Words{"category", {"Technology", "Business", "News & media", "Nicht kategorisiert"}},
    Words{"ccl", {"low", "medium", "high", "excellent"}},
    Words{"os", {"Windows 11", "macOS 14", "Linux", "iOS 17"}},
    Words{"device", {"Windows Device", "Mac Device", "Linux Device", "iPhone"}},
    Words{"browser", {"Chrome", "Edge", "Firefox", "Safari"}},
    Words{"traffic_type", {"PrivateApp", "Web", "CloudApp", "Web"}},
    Words{"tunnel_type", {"NPA", "GRE", "IPSec", "NPA"}},
    Words{"publisher_name", {"fra-publisher-1", "tokyo-発行-2", "ny-publisher-3", "lon-publisher-4"}},
    Words{"src_country", {"DE", "US", "JP", "BR"}},
    Words{"dst_country", {"US", "IE", "SG", "NL"}},
    Words{"src_location", {"München", "Boardman", "東京", "São Paulo"}},
    Words{"metric_name", {"tunnel_status", "cpu_usage", "memory_usage", "publisher_status"}},
    Words{"metric_type", {"boolean", "count", "percentage", "boolean"}},
    Words{"metric_value", {"up", "42", "87.5", "down"}},
    Words{"severity", {"low", "medium", "high", "critical"}},
    Words{"status", {"new", "in_progress", "resolved", "false_positive"}},
    Words{"assignee", {"None", "anna.berg@acme.example", "None", "d.müller@acme.example"}},
    Words{"activity", {"Upload", "Download", "Share", "Post"}},
    Words{"object_type", {"File", "Mail", "Message", "File"}},
    Words{"exposure", {"private", "internally_shared", "externally_shared", "public"}},
    Words{"policy", {"DLP: payment card data", "Private apps", "Überwachung", "Block uploads"}},
    Words{"dlp_profile", {"Payment Card", "PII", "Source code", "PHI"}},
};

const QHash<QByteArray, int> &fillings()
{
    static const QHash<QByteArray, int> all = [] {
        QHash<QByteArray, int> map{{"srcip", PublicAddress},
                                   {"dstip", PublicAddress},
                                   {"publisher_ip", PrivateAddress},
                                   {"userip", PrivateAddress},
                                   {"srcport", Port},
                                   {"dstport", WellKnownPort},
                                   {"publisher_port", Port},
                                   {"client_bytes", Amount},
                                   {"server_bytes", Amount},
                                   {"numbytes", Amount},
                                   {"file_size", Amount},
                                   {"client_packets", SmallCount},
                                   {"server_packets", SmallCount},
                                   {"total_packets", SmallCount},
                                   {"session_duration", SmallCount},
                                   {"conn_duration", SmallCount},
                                   {"req_cnt", SmallCount},
                                   {"resp_cnt", SmallCount},
                                   {"count", SmallCount},
                                   {"cci", SmallCount},
                                   {"response_time", SmallCount},
                                   {"risk_score", SmallCount},
                                   {"dlp_match_count", SmallCount},
                                   {"transaction_id", LargeId},
                                   {"app_session_id", LargeId},
                                   {"browser_session_id", LargeId},
                                   {"connection_id", LargeId},
                                   {"request_id", LargeId},
                                   {"incident_id", LargeId},
                                   {"dlp_incident_id", LargeId},
                                   {"dlp_parent_id", LargeId},
                                   {"latest_incident_id", LargeId},
                                   {"network_session_id", LargeId},
                                   {"tunnel_id", LargeId},
                                   {"object_id", HexId},
                                   {"nsdeviceuid", HexId},
                                   {"md5", HexId},
                                   {"serial", HexId},
                                   {"userkey", Name},
                                   {"ur_normalized", Name},
                                   {"userPrincipalName", Name},
                                   {"owner", Name},
                                   {"file_owner", Name},
                                   {"violating_user", Name},
                                   {"hostname", Host},
                                   {"device_name", Host},
                                   {"computer_name", Host},
                                   {"domain", Domain},
                                   {"site", Domain},
                                   {"dsthost", Domain},
                                   {"page_site", Domain},
                                   {"url", WebAddress},
                                   {"page", WebAddress},
                                   {"referer", WebAddress},
                                   {"filepath", Path},
                                   {"file_path", Path},
                                   {"file_name", Path},
                                   {"object", Path},
                                   {"start_time", TimeText},
                                   {"end_time", TimeText},
                                   {"conn_starttime", Time},
                                   {"conn_endtime", Time},
                                   {"created_date", Time},
                                   {"modified_date", Time},
                                   {"src_latitude", Latitude},
                                   {"dst_latitude", Latitude},
                                   {"src_longitude", Longitude},
                                   {"dst_longitude", Longitude}};
        for (size_t i = 0; i < words.size(); ++i)
            map.insert(words[i].field, FirstList + static_cast<int>(i));
        return map;
    }();
    return all;
}

constexpr std::array names{"anna.berg", "chen.wei", "d.müller", "françois.roux",
                           "k.nowak",   "日向.葵",  "r.cohen",  "t.nguyen"};
constexpr std::array domains{"example.com", "intranet.acme.example", "files.example.org", "bücher.example"};

void fill(QByteArray &out, int filling, quint64 random, qint64 timestamp)
{
    const auto number = [](quint64 value) { return QByteArray::number(static_cast<qulonglong>(value)); };
    switch (filling) {
    case PublicAddress:
        out += "198.51.100." + number(random % 254 + 1);
        return;
    case PrivateAddress:
        out += "10." + number(random % 200) + '.' + number((random >> 8) % 250) + ".21";
        return;
    case Port:
        out += number(random % 28'000 + 32'768);
        return;
    case WellKnownPort:
        out += random % 3 == 0 ? "22" : "443";
        return;
    case Amount:
        out += number(random % 90'000'000);
        return;
    case SmallCount:
        out += number(random % 100);
        return;
    case LargeId:
        out += number((random >> 1) | (1ULL << 62));
        return;
    case HexId:
        out += number(random).toHex().left(32);
        return;
    case Name:
        out += QByteArray(names[random % names.size()]) + "@acme.example";
        return;
    case Host:
        out += "acme-" + number(random % 900 + 100);
        return;
    case Domain:
        out += domains[random % domains.size()];
        return;
    case WebAddress:
        out += QByteArray(domains[random % domains.size()]) + "/docs/" + number(random % 10'000) +
               "?q=\\u00e9t\\u00e9";
        return;
    case Path:
        out += "C:\\\\Users\\\\Bericht " + number(random % 10'000) + ".docx";
        return;
    case Time:
        out += QByteArray::number(timestamp - static_cast<qint64>(random % 600));
        return;
    case TimeText:
        out += QDateTime::fromSecsSinceEpoch(timestamp - static_cast<qint64>(random % 600), QTimeZone::utc())
                   .toString(Qt::ISODate)
                   .toLatin1();
        return;
    case Latitude:
        out += number(random % 60) + '.' + number(random % 9'000 + 1'000);
        return;
    case Longitude:
        out += '-' + number(random % 120) + '.' + number(random % 9'000 + 1'000);
        return;
    default:
        out += words[static_cast<size_t>(filling - FirstList)].values[random % 4];
    }
}

} // namespace

EventShape::EventShape(const QString &eventType)
{
    for (const QByteArray &line : resourceFile("fields.tsv").split('\n').mid(1)) { // without the heading
        const QByteArrayList columns = line.trimmed().split('\t');
        if (columns.size() < 3 || !columns[2].split(',').contains(eventType.toLatin1()))
            continue;
        const QByteArray &name = columns[0], &type = columns[1];
        if (name == "_id" || name == "timestamp" || name == "user")
            continue;
        const QByteArray start = ",\"" + name + "\":";
        const bool isText = type == "String";
        const bool isNumber = type.startsWith("Integer") || type == "Float";
        const int filling = fillings().value(name, -1);
        const bool needsText =
            filling >= FirstList ||
            (filling >= 0 &&
             (filling <= PrivateAddress || (filling >= HexId && filling <= Path) || filling == TimeText));
        if (filling >= 0 && (isText || (isNumber && !needsText)))
            m_filled << Field{isText ? start + '"' : start, filling, isText};
        else if (isText)
            m_defaults += start + "\"\"";
        else
            m_defaults += start + (type == "List"      ? "[]"
                                   : type == "Map"     ? "{}"
                                   : type == "Boolean" ? "false"
                                   : type == "Float"   ? "0.0"
                                                       : "0");
    }
}

void EventShape::append(QByteArray &out, quint64 random, qint64 timestamp) const
{
    for (const Field &field : m_filled) {
        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        out += field.start;
        fill(out, field.filling, random >> 11, timestamp);
        if (field.isText)
            out += '"';
    }
    out += m_defaults;
}

} // namespace slipway
