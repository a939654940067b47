#include "core/net/kerberos.h"

#include <QCoreApplication>
#include <QStringList>

#ifdef SLIPWAY_HAS_GSSAPI
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>
#endif

namespace slipway {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Kerberos)
};

} // namespace

#ifdef SLIPWAY_HAS_GSSAPI

namespace {

// What GSSAPI returns has to be released by GSSAPI as well.
struct Name
{
    gss_name_t value = GSS_C_NO_NAME;
    ~Name()
    {
        OM_uint32 minor = 0;
        gss_release_name(&minor, &value);
    }
};
struct Credential
{
    gss_cred_id_t value = GSS_C_NO_CREDENTIAL;
    ~Credential()
    {
        OM_uint32 minor = 0;
        gss_release_cred(&minor, &value);
    }
};
struct Context
{
    gss_ctx_id_t value = GSS_C_NO_CONTEXT;
    ~Context()
    {
        OM_uint32 minor = 0;
        gss_delete_sec_context(&minor, &value, GSS_C_NO_BUFFER);
    }
};
struct Buffer
{
    gss_buffer_desc value = GSS_C_EMPTY_BUFFER;
    ~Buffer()
    {
        OM_uint32 minor = 0;
        gss_release_buffer(&minor, &value);
    }
    [[nodiscard]] QByteArray bytes() const
    {
        return {static_cast<const char *>(value.value), static_cast<qsizetype>(value.length)};
    }
};

QString words(OM_uint32 status, int kind)
{
    QStringList all;
    OM_uint32 more = 0;
    do {
        Buffer text;
        OM_uint32 minor = 0;
        if (GSS_ERROR(gss_display_status(&minor, status, kind, GSS_C_NO_OID, &more, &text.value)))
            break;
        all << QString::fromLocal8Bit(text.bytes());
    } while (more != 0);
    return all.join(QStringLiteral(" "));
}

std::unexpected<Error> refused(const QString &host, OM_uint32 major, OM_uint32 minor)
{
    const QString details = QStringLiteral("HTTP@%1: %2 (%3)")
                                .arg(host, words(minor, GSS_C_MECH_CODE), words(major, GSS_C_GSS_CODE));
    const auto error = [&](const QString &message, const QString &next) {
        return failure(ErrorKind::Proxy, message, next, details);
    };
    const auto code = static_cast<krb5_error_code>(minor);
    if (GSS_ROUTINE_ERROR(major) == GSS_S_CREDENTIALS_EXPIRED || code == KRB5KRB_AP_ERR_TKT_EXPIRED)
        return error(Texts::tr("The proxy asks for a Kerberos ticket, but yours has expired."),
                     Texts::tr("Get a new one with kinit, then try again."));
    if (code == KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN)
        return error(
            Texts::tr("The proxy asks for a Kerberos ticket, but your realm does not know a proxy named %1.")
                .arg(host),
            Texts::tr("Enter the proxy's full host name, not an IP address or a short name; if it is right, "
                      "ask its "
                      "administrator."));
    if (code == KRB5KRB_AP_ERR_SKEW)
        return error(
            Texts::tr("The proxy asks for a Kerberos ticket, but this computer's clock differs too much "
                      "from that of your realm."),
            Texts::tr("Set the clock, then try again."));
    if (code == KRB5_KDC_UNREACH || code == KRB5_REALM_UNKNOWN || code == KRB5_REALM_CANT_RESOLVE)
        return error(
            Texts::tr("The proxy asks for a Kerberos ticket, but your realm cannot be reached to get one."),
            Texts::tr("Check the network and /etc/krb5.conf."));
    if (GSS_ROUTINE_ERROR(major) == GSS_S_NO_CRED || code == KRB5_CC_NOTFOUND || code == KRB5_FCC_NOFILE)
        return error(Texts::tr("The proxy asks for a Kerberos ticket (Negotiate), but you have none."),
                     Texts::tr("Get one with kinit, then try again; klist shows what you have."));
    return error(Texts::tr("The proxy asks for a Kerberos ticket, but none can be obtained for it."),
                 Texts::tr("The details show what Kerberos says; klist shows your tickets."));
}

Result<QByteArray> firstToken(const QString &host, gss_cred_id_t ticket, gss_name_t name, gss_OID mechanism)
{
    Context context;
    Buffer token;
    OM_uint32 minor = 0;
    // Neither delegation nor mutual authentication: TLS with the tenant says whom the tunnel leads to.
    const OM_uint32 major = gss_init_sec_context(&minor, ticket, &context.value, name, mechanism, 0,
                                                 GSS_C_INDEFINITE, GSS_C_NO_CHANNEL_BINDINGS, GSS_C_NO_BUFFER,
                                                 nullptr, &token.value, nullptr, nullptr);
    if (GSS_ERROR(major) || token.value.length == 0)
        return refused(host, major, minor);
    return token.bytes();
}

} // namespace

bool canUseTickets()
{
    return true;
}

Result<QByteArray> negotiateToken(const QString &host)
{
    OM_uint32 minor = 0;
    QByteArray service = "HTTP@" + host.toUtf8();
    gss_buffer_desc text{static_cast<size_t>(service.size()), service.data()};
    Name name;
    OM_uint32 major = gss_import_name(&minor, &text, GSS_C_NT_HOSTBASED_SERVICE, &name.value);
    if (GSS_ERROR(major))
        return refused(host, major, minor);

    // Requested separately, to find out whether there is one at all.
    Credential ticket;
    gss_OID_set_desc kerberos{1, gss_mech_krb5};
    OM_uint32 seconds = 0;
    major = gss_acquire_cred(&minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, &kerberos, GSS_C_INITIATE,
                             &ticket.value, nullptr, &seconds);
    if (GSS_ERROR(major))
        return refused(host, major, minor);
    if (seconds == 0)
        return refused(host, GSS_S_CREDENTIALS_EXPIRED, static_cast<OM_uint32>(KRB5KRB_AP_ERR_TKT_EXPIRED));

    // First without SPNEGO's framing, which hides why there is no ticket for the proxy. For the second call
    // the ticket is then in the cache.
    static const gss_OID_desc spnego{6, const_cast<char *>("\x2b\x06\x01\x05\x05\x02")};
    Result<QByteArray> token = firstToken(host, ticket.value, name.value, gss_mech_krb5);
    if (token)
        token = firstToken(host, ticket.value, name.value, const_cast<gss_OID>(&spnego));
    return token;
}

#else

bool canUseTickets()
{
    return false;
}

Result<QByteArray> negotiateToken(const QString &)
{
    return failure(ErrorKind::Proxy, Texts::tr("This build of Slipway cannot use Kerberos tickets."));
}

#endif

} // namespace slipway
