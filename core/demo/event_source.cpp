#include "core/demo/event_source.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace slipway {
namespace {

template<size_t N>
const char *pick(const std::array<const char *, N> &list, quint64 random)
{
    return list[random % N];
}

constexpr std::array users{"anna.berg",     "b.okafor", "chen.wei",     "d.müller",     "elena.popescu",
                           "françois.roux", "g.tanaka", "h.almeida",    "ivana.horvat", "j.smith",
                           "k.nowak",       "łukasz.w", "maria.garcia", "n.patel",      "o.andersen",
                           "p.rossi",       "日向.葵",  "r.cohen",      "s.ivanova",    "t.nguyen"};
constexpr std::array apps{"Microsoft Office 365 OneDrive for Business",
                          "Google Drive",
                          "Slack",
                          "Box",
                          "Dropbox",
                          "GitHub",
                          "Salesforce.com",
                          "WhatsApp",
                          "Amazon S3",
                          "Zoom",
                          "Atlassian Jira",
                          "ChatGPT"};
constexpr std::array categories{"Cloud Storage", "Collaboration", "Development Tools",
                                "CRM",           "Generative AI", "Chat & other communication",
                                "Webmail"};
constexpr std::array activities{"Download", "Upload", "Login Successful", "Browse", "Share",
                                "Edit",     "View",   "Delete",           "Post"};
constexpr std::array actions{"alert", "block", "allow", "useralert", "bypass"};
constexpr std::array policies{"Block uploads to personal storage", "DLP: payment card data",
                              "Coach on generative AI", "Malware scan, all downloads",
                              "Überwachung externer Freigaben"};
constexpr std::array severities{"low", "medium", "high", "critical", "unknown"};
// An alert's alert_type, its type, and the feed that also has it.
struct AlertType
{
    const char *alertType, *type, *feed;
};
constexpr std::array alertTypes{AlertType{"policy", "nspolicy", "policy"},
                                AlertType{"DLP", "DLP", "dlp"},
                                AlertType{"Malware", "Malware", "malware"},
                                AlertType{"uba", "anomaly", "uba"},
                                AlertType{"malsite", "malsite", "malsite"},
                                AlertType{"watchlist", "watchlist", "watchlist"},
                                AlertType{"Compromised Credential", "breach", "compromisedcredential"}};
// Types of feeds that have events only on request.
constexpr std::array rareAlertTypes{AlertType{"quarantine", "quarantine", "quarantine"},
                                    AlertType{"Remediation", "Remediation", "remediation"},
                                    AlertType{"ctep", "ctep", "ctep"},
                                    AlertType{"Security Assessment", "abpolicy", "securityassessment"},
                                    AlertType{"Device", "device", "device"},
                                    AlertType{"content", "content", "content"}};
constexpr std::array cities{
    "\"dst_country\":\"DE\",\"dst_location\":\"Frankfurt am "
    "Main\",\"dst_latitude\":50.1188,\"dst_longitude\":8.6843",
    "\"dst_country\":\"US\",\"dst_location\":\"Boardman\",\"dst_latitude\":45.8491,\"dst_longitude\":-119."
    "7143",
    "\"dst_country\":\"JP\",\"dst_location\":\"東京\",\"dst_latitude\":35.6895,\"dst_longitude\":139.6917",
    "\"dst_country\":\"BR\",\"dst_location\":\"São "
    "Paulo\",\"dst_latitude\":-23.5475,\"dst_longitude\":-46.6361"};
constexpr std::array devices{"Mac Device", "Windows Device", "iPhone", "Linux Device", "Android Phone"};
constexpr std::array browsers{"Chrome", "Edge", "Safari", "Firefox", "Native"};
constexpr std::array auditEvents{"Login Successful", "Logout Successful",  "Edit admin record",
                                 "Rest API V2 Call", "Created new policy", "Updated real-time policy",
                                 "Exported report"};

// API v2 fills absent fields with their type's default, which is why its events are long.
constexpr const char *alertDefaults =
    R"("user_id":"","malicious":"","to_object":"","dlp_unique_count":0,"numbytes":0,"malsite_ip_host":"","parent_id":"","last_location":"","netskope_activity":"","sa_rule_id":"","sanctioned_instance":"","dlp_rule":"","breach_date":0,"last_app":"","last_timestamp":0,"userPrincipalName":"","profile_id":"","src_geoip_src":0,"iaas_asset_tags":[],"breach_description":"","server_bytes":0,"from_user":"","req_cnt":0,"severity_level_id":0,"universal_connector":"","data_type":"","sAMAccountName":"","shared_with":"","alert_id":"","true_obj_category":"","dlp_rule_severity":"","http_transaction_count":0,"policy_actions":[],"conn_starttime":0,"justification_reason":"","breach_id":"","true_obj_type":"","nsdeviceuid":"","custom_attr":{},"title":"","asset_object_id":"","breach_score":"","tss_mode":"","malsite_latitude":0.0,"web_universal_connector":"","threat_match_field":"","malsite_id":"","mime_type":"","dlp_is_unique_count":"","evt_src_chnl":"","org":"","breach_media_references":"","last_region":"","resp_cnt":0,"modified":0,"iaas_remediated":"","instance":"","last_country":"","event_type":"","threshold":0,"serial":"","two_factor_auth":"","web_url":"","malsite_longitude":0.0,"sa_profile_id":0,"compliance_standards":[],"dlp_parent_id":0,"malsite_category":[],"file_lang":"","password_type":"","dst_geoip_src":0,"resource_group":"","app_activity":"","dlp_rule_count":0,"user_confidence_index":0,"last_device":"","region_name":"","account_name":"","fromlogs":"","external_collaborator_count":0,"threat_match_value":"","justification_type":"","exposure":"","sessionid":"","conn_endtime":0,"threat_source_id":0,"threshold_time":0,"conn_duration":0,"CononicalName":"","dlp_mail_parent_id":"","instance_id":"","file_path":"","sa_profile_name":"","external_email":0,"dlp_profile":"","scan_type":"","orignal_file_path":"","severity_level":"","malsite_country":"","breach_target_references":"","orig_ty":"","matched_username":"","total_collaborator_count":0,"asset_id":"","email_source":"","bypass_traffic":"","appsuite":"","log_file_name":"","retro_scan_name":"","sa_rule_severity":"","file_cls_encrypted":false,"internal_collaborator_count":0,"sa_rule_name":"","resource_category":"","ext_labels":[],"region_id":"","owner":"","sha256":"","shared_domains":"","managementID":"","suppression_key":"","dsthost":"","account_id":"","malsite_region":"","user_generated":"","client_bytes":0,"dlp_file":"")";
constexpr const char *applicationDefaults =
    R"("smtp_to":[],"custom_connector":"","dlp_fail_reason":"","notify_template":"","suppression_end_time":0,"shared_with":"","owner":"","loginurl":"","suppression_start_time":0,"dlp_file":"","orignal_file_path":"","instance_id":"","modified":0,"server_bytes":0,"CononicalName":"","audit_category":"","dlp_rule_severity":"","numbytes":0,"object_id":"","sha256":"","channel_id":"","mime_type":"","userPrincipalName":"","dlp_profile":"","file_lang":"","true_obj_category":"","dlp_mail_parent_id":"","sanctioned_instance":"","dlp_rule_count":0,"data_type":"","justification_reason":"","total_collaborator_count":0,"resp_cnt":0,"file_path":"","title":"","universal_connector":"","audit_type":"","data_center":"","conn_duration":0,"dst_geoip_src":0,"workspace":"","dlp_unique_count":0,"log_file_name":"","retro_scan_name":"","custom_attr":{},"web_universal_connector":"","tss_scan_failed":"","client_bytes":0,"instance":"","justification_type":"","dsthost":"","req_cnt":0,"to_user":"","internal_collaborator_count":0,"serial":"","dlp_parent_id":0,"src_geoip_src":0,"workspace_id":"","tss_fail_reason":"","exposure":"","netskope_activity":"","user_category":"","logintype":"","suppression_key":"","app_activity":"","user_confidence_index":0,"user_id":"","ext_labels":[],"parent_id":"","dlp_scan_failed":"","from_user_category":"","dlp_rule":"","managementID":"","sessionid":"","nsdeviceuid":"","true_obj_type":"","alert_type":"","org":"","sAMAccountName":"","from_user":"","fromlogs":"","dlp_is_unique_count":"","scan_type":"")";

// Further fields in the sample events that Hunters publishes, so that the demo tenant's events
// conform to them.
constexpr const char *commonFields =
    R"(,"connection_id":4611686018427388039,"browser_session_id":4611686018427388041,"request_id":4611686018427388043,"device_classification":"not configured","dst_region":"Hesse","dst_timezone":"Europe/Berlin","dst_zipcode":"60313","hostname":"ACME-0417","managed_app":"no","netskope_pop":"DE-FRA2","os":"Sonoma","os_version":"macOS 14.5","page":"app.example.com","page_site":"Web","policy_id":"6E0BF70FF36A 2024-12-28 01:07:35.212437","protocol":"HTTPS/1.1","referer":"https://app.example.com/","src_region":"Karnataka","src_timezone":"Asia/Kolkata","src_zipcode":"560002")";
constexpr const char *alertFields =
    R"(,"domain":"app.example.com","notify_template":"block_page.html","object_id":"4711_0815")";
constexpr const char *applicationFields =
    R"(,"appsuite":"Example","tss_mode":"inline","file_type":"Office Open XML","ja3":"e1d83045f3b1a6f2","ja3s":"NotAvailable","md5":"68968ab7ad36c6d54ecc0c3f5a1e7b42")";
constexpr qint64 kolkata = 19'800; // seconds ahead of UTC, as in src_timezone

constexpr const char *auditDefaults =
    R"("details":[],"record_type":"audit","sAMAccountName":"","userPrincipalName":"")";

quint64 mix(quint64 x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

void number(QByteArray &out, quint64 value)
{
    char digits[24];
    const auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
    out.append(digits, end - digits);
}

void hex(QByteArray &out, quint64 value)
{
    constexpr char digits[] = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4)
        out.append(digits[(value >> shift) & 15]);
}

// "Mon Jan  6 14:33:00 2025": the user's local time, as in src_time.
void localTime(QByteArray &out, qint64 epoch)
{
    const auto seconds = static_cast<std::time_t>(epoch + kolkata);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    out.append(text,
               static_cast<qsizetype>(std::strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &parts)));
}

// What real tenants were seen to send, and what breaks fragile readers.
void hazard(QByteArray &out, quint64 a, quint64 c)
{
    switch ((a >> 40) % 5) {
    case 0:
        out += ",\"instance\":null,\"x_unknown_field\":{\"nested\":{\"list\":[1,\"2\",{\"three\":3.0}]}}";
        break;
    case 1:
        out += ",\"title\":\"lone surrogate \\ud83d end\",\"cci_text\":\"\"";
        break;
    case 2:
        out += ",\"largest_id\":9223372036854775807,\"other_categories_2\":[{\"id\":1},\"text\"]";
        break;
    case 3:
        out += ",\"title\":\"<b>not bold</b> =1+1 \\u202eright to left\"";
        break;
    default: // up to a megabyte
        out += ",\"dlp_match_info\":[{\"text\":\"";
        out += QByteArray(c % 400 == 0 ? 1 << 20 : static_cast<qsizetype>(c % 64) * 1024, 'x');
        out += "\"}]";
    }
}

AlertType alertTypeOf(const QString &endpointId, quint64 random)
{
    if (endpointId.startsWith(QLatin1String("alerts-"))) {
        const auto hasFeed = [&](const AlertType &type) {
            return endpointId.mid(7) == QLatin1String(type.feed);
        };
        if (const auto found = std::ranges::find_if(alertTypes, hasFeed); found != alertTypes.end())
            return *found;
        if (const auto found = std::ranges::find_if(rareAlertTypes, hasFeed); found != rareAlertTypes.end())
            return *found;
    }
    return alertTypes[(random >> 32) % alertTypes.size()];
}

QString schemaType(const QString &endpointId)
{
    // Endpoint events are those of endpoint DLP; connection events are the old name of page events.
    if (endpointId == QLatin1String("endpoint"))
        return QStringLiteral("epdlp");
    if (endpointId == QLatin1String("connection"))
        return QStringLiteral("page");
    return endpointId;
}

} // namespace

EventSource::EventSource(QString endpointId, quint64 seed, qint64 count, qint64 from, qint64 to, bool hazards,
                         const QString &idsOf)
    : m_endpointId(std::move(endpointId)), m_seed(mix(seed)), m_count(count), m_from(from), m_to(to),
      m_hazards(hazards)
{
    m_shape = m_endpointId.startsWith(QLatin1String("alert")) ? 0
              : m_endpointId == QLatin1String("application")  ? 1
              : m_endpointId == QLatin1String("audit")        ? 2
                                                              : 3;
    for (const char character : (idsOf.isEmpty() ? m_endpointId : idsOf).toUtf8())
        m_seed = mix(m_seed ^ static_cast<quint64>(character));
    m_defaults = m_shape == 0 ? alertDefaults : m_shape == 1 ? applicationDefaults : auditDefaults;
    if (m_shape == 3)
        m_other = std::make_shared<EventShape>(schemaType(m_endpointId));
}

qint64 EventSource::hours() const
{
    return std::max<qint64>(1, (m_to - m_from + 3599) / 3600);
}

std::optional<EventSource> EventSource::feed(const EventSource &alerts, const QString &feedId)
{
    auto rows = std::make_shared<QList<qint64>>();
    for (qint64 row = 0; row < alerts.m_count; ++row) {
        if (feedId.mid(7) == QLatin1String(alertTypeOf(alerts.m_endpointId, alerts.random(row, 2)).feed))
            *rows << row;
    }
    if (rows->isEmpty())
        return std::nullopt;
    EventSource source = alerts;
    source.m_rows = std::move(rows);
    return source;
}

qint64 EventSource::firstRowOf(qint64 hour) const
{
    hour = std::clamp<qint64>(hour, 0, hours());
    return m_count * hour / hours();
}

qint64 EventSource::firstOf(qint64 hour) const
{
    const qint64 first = firstRowOf(hour);
    return m_rows ? std::lower_bound(m_rows->cbegin(), m_rows->cend(), first) - m_rows->cbegin() : first;
}

qint64 EventSource::hourOf(qint64 epoch) const
{
    return std::clamp<qint64>((epoch - m_from) / 3600, 0, hours());
}

qint64 EventSource::endOf(qint64 hour) const
{
    return std::min(m_to, startOf(hour) + 3600);
}

bool EventSource::isSentTwice(qint64 index) const
{
    return random(row(index), 9) % 500 == 0;
}

quint64 EventSource::random(qint64 index, quint64 salt) const
{
    return mix(m_seed ^ mix(static_cast<quint64>(index) * 64 + salt));
}

qint64 EventSource::timestampOf(qint64 index) const
{
    return timeOfRow(row(index));
}

qint64 EventSource::timeOfRow(qint64 row) const
{
    // The inverse of firstRowOf(): the last hour that begins at or before the row.
    qint64 hour = row * hours() / std::max<qint64>(1, m_count);
    while (hour + 1 < hours() && firstRowOf(hour + 1) <= row)
        ++hour;
    while (hour > 0 && firstRowOf(hour) > row)
        --hour;
    return startOf(hour) + static_cast<qint64>(random(row, 1) % static_cast<quint64>(std::max<qint64>(
                                                                    1, endOf(hour) - startOf(hour))));
}

void EventSource::append(QByteArray &out, qint64 index) const
{
    index = row(index);
    const quint64 a = random(index, 2), b = random(index, 3), c = random(index, 4);
    const qint64 time = timeOfRow(index);
    const AlertType alertType = alertTypeOf(m_endpointId, a);
    const char *user = pick(users, a);
    out += "{\"_id\":\"";
    hex(out, b);
    hex(out, static_cast<quint64>(index));
    out += "\",\"timestamp\":";
    number(out, static_cast<quint64>(time));
    out += ",\"user\":\"";
    out += user;
    out += "@acme.example\"";
    if (m_shape == 2) {
        out += ",\"type\":\"admin_audit_logs\",\"audit_log_event\":\"";
        out += pick(auditEvents, b);
        out += "\",\"severity_level\":";
        number(out, 1 + a % 3);
        out += ",\"supporting_data\":{\"data_type\":";
        out += a % 100 == 0 ? "null" : "\"reason\"";
        out += ",\"data_values\":[\"Changed by \\\"";
        out += user;
        out += "\\\"\",";
        number(out, b % 1000);
        out += "]},\"organization_unit\":\"\",\"ur_normalized\":\"";
        out += user;
        out += "@acme.example\",\"ccl\":\"unknown\",\"count\":1,";
        out += auditDefaults;
        out += '}';
        return;
    }
    if (m_shape == 3) {
        m_other->append(out, c, time);
        if (m_hazards && a % 100 == 7)
            hazard(out, a, c);
        out += '}';
        return;
    }
    out += ",\"access_method\":\"Client\",\"app\":\"";
    out += pick(apps, b);
    out += "\",\"appcategory\":\"";
    out += pick(categories, b >> 8);
    out += "\",\"activity\":\"";
    out += pick(activities, a >> 8);
    out += "\",\"action\":\"";
    out += m_shape == 0 ? pick(actions, a >> 16) : "";
    out += "\",\"policy\":\"";
    out += m_shape == 0 ? pick(policies, a >> 24) : "";
    out += "\",\"severity\":\"";
    out += pick(severities, b >> 16);
    if (m_shape == 0) {
        out += "\",\"alert\":\"yes\",\"acked\":\"false\",\"alert_name\":\"";
        out += pick(policies, a >> 24);
        out += "\",\"alert_type\":\"";
        out += alertType.alertType;
    } else {
        out += "\",\"alert\":\"no";
    }
    out += "\",\"object\":\"";
    out += (b & 1) ? "Quartalsbericht-" : "report \\u00e9t\\u00e9 \\ud83d\\ude80 ";
    number(out, c % 10'000);
    out += ".xlsx\",\"object_type\":\"File\",\"site\":\"";
    out += pick(apps, b);
    out += "\",\"url\":\"app.example.com/files/";
    hex(out, c);
    out += "\",\"srcip\":\"203.0.113.";
    number(out, a % 254 + 1);
    out += "\",\"dstip\":\"198.51.100.";
    number(out, b % 254 + 1);
    out += "\",\"userip\":\"10.";
    number(out, a % 200);
    out += '.';
    number(out, b % 250);
    out += ".7\",\"dstport\":443,";
    out += pick(cities, c >> 8);
    out += ",\"src_country\":\"IN\",\"src_location\":\"Bengaluru\",\"src_latitude\":12.9634,\"src_"
           "longitude\":77.5855,\"device\":\"";
    out += pick(devices, c >> 16);
    out += "\",\"browser\":\"";
    out += pick(browsers, c >> 24);
    out += "\",\"browser_version\":\"123.0.0.0\",\"cci\":";
    number(out, b % 100);
    out += ",\"ccl\":\"medium\",\"count\":1,\"file_size\":";
    number(out, c % 50'000'000);
    out += ",\"transaction_id\":";
    number(out, (a >> 1) | (1ULL << 62)); // above 2^53 and below 2^63, as in the field
    out += ",\"app_session_id\":";
    number(out, (b >> 1) | (1ULL << 61));
    out += ",\"dlp_incident_id\":";
    number(out, c % 7 == 0 ? c >> 1 : 0);
    out += ",\"other_categories\":[\"ALL CATEGORIES\",\"";
    out += pick(categories, b >> 8);
    out += "\"],\"type\":\"";
    out += m_shape == 0 ? alertType.type : "nspolicy";
    out += "\",\"traffic_type\":\"CloudApp\",\"ur_normalized\":\"";
    out += user;
    out += "@acme.example\",\"userkey\":\"";
    out += user;
    out += "@acme.example\",\"useragent\":\"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
           "AppleWebKit/537.36 (KHTML, like "
           "Gecko) Chrome/123.0.0.0 Safari/537.36\",\"organization_unit\":\"\"";
    out += ",\"category\":\"";
    out += pick(categories, b >> 8);
    out += "\",\"src_time\":\"";
    localTime(out, time);
    out += '"';
    out += commonFields;
    out += m_shape == 0 ? alertFields : applicationFields;
    if (m_shape == 0) {
        out += ",\"suppression_start_time\":";
        number(out, static_cast<quint64>(time));
        out += ",\"suppression_end_time\":";
        number(out, static_cast<quint64>(time + 60));
    }
    if (m_hazards && a % 100 == 7)
        hazard(out, a, c);
    out += ',';
    out += m_defaults;
    out += '}';
}

void EventSource::appendPlain(QByteArray &out, qint64 index) const
{
    append(out, index);
    if (m_shape == 3) // its defaults are between its other fields
        return;
    out.chop(m_defaults.size() + 2); // with the comma before and the brace after
    out += '}';
}

} // namespace slipway
