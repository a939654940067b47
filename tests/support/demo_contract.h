// The base of the tests of the demo tenant. It has to behave as the real API is known to, and on
// request as the API has been seen or is feared to behave (docs/netskope-api.md, "What is not
// known"), because the other tests, and people who try out Slipway with it, rely on that.
#pragma once
#include "core/demo/demo_tenant.h"
#include "core/netskope/api_client.h"
#include "core/netskope/endpoint.h"
#include "tests/support/demo_control.h"

#include <QDateTime>
#include <QSet>
#include <QTest>

namespace slipway::test {

class DemoContract
{
protected:
    static constexpr qint64 from = 1790000000 / 3600 * 3600, to = from + 4 * 3600;
    static constexpr qint64 count = 400; // alerts
    const QString alerts = QStringLiteral("/api/v2/events/dataexport/events/alert");
    const QString audits = QStringLiteral("/api/v2/events/dataexport/events/audit");

    void start()
    {
        DemoTenantOptions options;
        options.token = "contract-token";
        options.events = {{QStringLiteral("alert"), count}, {QStringLiteral("audit"), 10}};
        options.from = from;
        options.to = to;
        options.requestsPerSecond = 0;
        options.pageSize = 60;
        m_demo = DemoTenant::start(options).value();
    }
    Result<HttpAnswer> get(const QString &path, const QList<QPair<QString, QString>> &query = {},
                           const QByteArray &token = "contract-token") const
    {
        ConnectionSettings settings;
        settings.address = m_demo->address();
        settings.token = Secret(token);
        ApiClient client(settings);
        QUrlQuery parameters;
        parameters.setQueryItems(query);
        RequestLimits limits;
        limits.answer = limits.idle = std::chrono::milliseconds(600);
        return QCoro::waitFor(client.get(path, parameters, {}, limits));
    }
    // A request as an export makes it, for alerts unless another path is given.
    Result<HttpAnswer> ask(const QString &operation, const char *index = "slipway-test",
                           const QString &path = {}) const
    {
        return get(path.isEmpty() ? alerts : path, {{QStringLiteral("operation"), operation},
                                                    {QStringLiteral("index"), QString::fromLatin1(index)}});
    }
    static QJsonObject json(const Result<HttpAnswer> &answer)
    {
        return answer ? QJsonDocument::fromJson(answer->body).object() : QJsonObject();
    }
    static QJsonArray events(const Result<HttpAnswer> &answer)
    {
        return json(answer)[QStringLiteral("result")].toArray();
    }
    static qint64 hwm(const Result<HttpAnswer> &answer)
    {
        return json(answer)[QStringLiteral("timestamp_hwm")].toInteger(-1);
    }
    static QString message(const Result<HttpAnswer> &answer)
    {
        return json(answer)[QStringLiteral("message")].toString();
    }
    void set(const char *settings) const
    {
        QVERIFY(control(m_demo->address(), "/__demo/settings", settings)
                    .object()
                    .contains(QStringLiteral("done")));
    }
    void fault(const char *fault) const { (void)control(m_demo->address(), "/__demo/faults", fault); }
    // Opens a cursor and reads to the end. Returns the number of pages.
    int readToTheEnd() const
    {
        int pages = 1;
        for (auto answer = ask(QString::number(from)); !events(answer).isEmpty() && pages < 100; ++pages)
            answer = ask(QStringLiteral("next"));
        return pages;
    }

    std::unique_ptr<DemoTenant> m_demo;
};

} // namespace slipway::test
