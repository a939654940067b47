#include "core/base/time_text.h"
#include "core/exporting/jobs/stop_requests.h"
#include "core/exporting/journal/job_journal.h"
#include "core/state/schema.h"
#include "core/tenants/tenant_repository.h"

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <latch>
#include <thread>
#include <vector>

using namespace slipway;

class StateTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // As when the window and the command line are started for the first time at the same moment.
    void severalOpenANewFileAtOnce()
    {
        const QTemporaryDir folder;
        for (int round = 0; round < 30; ++round) {
            const QString path = folder.filePath(QString::number(round));
            std::latch together(4);
            std::array<QString, 4> errors;
            {
                std::vector<std::jthread> threads;
                for (QString &error : errors)
                    threads.emplace_back([&together, &error, &path] {
                        together.arrive_and_wait();
                        const auto state = StateDatabase::open(path);
                        error = state ? QString() : state.error().asText();
                    });
            }
            for (const QString &error : errors)
                QVERIFY2(error.isEmpty(), qPrintable(error));
        }
    }

    void keepsTenants()
    {
        QTemporaryDir world;
        const QString path = world.filePath(QStringLiteral("s.db"));
        Tenant tenant;
        tenant.name = QStringLiteral("Acme");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        tenant.proxy = QStringLiteral("http://user:pa55word@proxy:3128");
        {
            const auto database = StateDatabase::open(path).value();
            const TenantRepository tenants(database);
            tenant = tenants.add(tenant).value();
            const auto twice = tenants.add({{}, QStringLiteral("ACME"), tenant.address, {}, {}, {}, {}});
            QCOMPARE(twice.error().kind, ErrorKind::BadInput);
            QVERIFY(twice.error().message.contains(QLatin1String("already")));
            QVERIFY(!tenants.add({}));
        }
        const auto database = StateDatabase::open(path).value();
        const TenantRepository tenants(database);
        QCOMPARE(tenants.all()->size(), 1);
        Tenant kept = tenants.byName(QStringLiteral("acme")).value();
        QVERIFY(!kept.proxy.contains(QLatin1String("pa55word")));
        kept.name = QStringLiteral("Acme 2");
        QVERIFY(tenants.update(kept));
        QCOMPARE(tenants.byId(kept.id)->name, QStringLiteral("Acme 2"));
        QVERIFY(tenants.remove(kept.id));
        QCOMPARE(tenants.byId(kept.id).error().kind, ErrorKind::NotFound);
        QCOMPARE(QFile::permissions(path) &
                     (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
    }
    void refusesNamesOfSeveralLines()
    {
        QTemporaryDir world;
        const auto database = StateDatabase::open(world.filePath(QStringLiteral("s.db"))).value();
        Tenant tenant;
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        for (const char *name : {"two\nlines", "a\ttab", "\x1b[31mred"}) {
            tenant.name = QString::fromLatin1(name);
            QCOMPARE(TenantRepository(database).add(tenant).error().kind, ErrorKind::BadInput);
        }
        tenant.name = QStringLiteral(" O\"Brien & <b>Söhne</b> – شركة \n");
        QCOMPARE(TenantRepository(database).add(tenant)->name, tenant.name.trimmed());
    }
    // A job goes on with the token of its own tenant, or of one at the same address; never with another's.
    void findsTheOwnerOfWhatWasBegun()
    {
        const QUrl acme(QStringLiteral("https://acme.goskope.com")),
            beta(QStringLiteral("https://beta.goskope.com"));
        const QList<Tenant> tenants{
            {QStringLiteral("1"), QStringLiteral("Acme read only"), acme, {}, {}, {}, {}},
            {QStringLiteral("2"), QStringLiteral("Acme"), acme, {}, {}, {}, {}},
            {QStringLiteral("3"), QStringLiteral("Beta"), beta, {}, {}, {}, {}}};
        const auto id = [&](const char *was, const char *name, const QUrl &address) {
            const auto owner = ownerOf(tenants, QString::fromLatin1(was), QString::fromLatin1(name), address);
            return owner ? owner->id : QString();
        };
        QCOMPARE(id("1", "Acme", acme), QStringLiteral("1"));
        QCOMPARE(id("gone", "acme", acme), QStringLiteral("2"));
        QCOMPARE(id("gone", "Another", acme), QStringLiteral("1"));
        QCOMPARE(id("", "acme.goskope.com", acme), QStringLiteral("1"));
        QCOMPARE(id("gone", "Beta", QUrl(QStringLiteral("https://gamma.goskope.com"))), QString());
        QCOMPARE(id("gone", "Acme", QUrl(QStringLiteral("http://acme.goskope.com"))), QString());
    }
    void offersTheTenantThatWasMeant()
    {
        const QTemporaryDir world;
        const auto database = StateDatabase::open(world.filePath(QStringLiteral("s.db")));
        Tenant tenant;
        tenant.name = QStringLiteral("Acme EU");
        tenant.address = QUrl(QStringLiteral("https://acme.goskope.com"));
        QVERIFY(TenantRepository(*database).add(tenant));
        const auto nextStep = [&](const char *name) {
            return TenantRepository(*database).byName(QString::fromUtf8(name)).error().nextStep;
        };
        QCOMPARE(nextStep("acme"), QStringLiteral("Did you mean Acme EU?"));
        QCOMPARE(nextStep("Amce EU"), QStringLiteral("Did you mean Acme EU?"));
        QCOMPARE(nextStep("Globex"), QStringLiteral("Saved: Acme EU."));
    }
    // Its head is whole, so that only a later read meets the damage.
    void saysOfADamagedFileThatItIsDamaged()
    {
        QTemporaryDir world;
        const QString path = world.filePath(QStringLiteral("s.db"));
        QVERIFY(StateDatabase::open(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        for (qint64 page = 4096; page < file.size(); page += 4096) {
            QVERIFY(file.seek(page));
            file.write(QByteArray(200, '\xa5'));
        }
        file.close();
        const auto database = StateDatabase::open(path);
        const Error error = database ? TenantRepository(*database).all().error() : database.error();
        QVERIFY2(error.message.contains(QLatin1String("damaged")), qPrintable(error.asText()));
        QVERIFY2(error.nextStep.contains(QLatin1String("Move the file")), qPrintable(error.asText()));
    }
    void leavesForeignFilesAlone()
    {
        QTemporaryDir world;
        QFile file(world.filePath(QStringLiteral("s.db")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray text = QByteArray("this is a letter, not a database. ").repeated(200);
        file.write(text);
        file.close();
        const auto opened = StateDatabase::open(file.fileName());
        QVERIFY(!opened);
        QVERIFY(opened.error().message.contains(file.fileName()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text);
    }
    void upgradesAFileOfEachFormerVersionWithoutLoss_data()
    {
        QTest::addColumn<qint64>("version");
        for (qint64 version = 1; version <= schemaSteps().size(); ++version)
            QTest::addRow("version %lld", static_cast<long long>(version)) << version;
    }
    void upgradesAFileOfEachFormerVersionWithoutLoss()
    {
        QFETCH(qint64, version);
        const QTemporaryDir world;
        const QString path = world.filePath(QStringLiteral("s.db"));
        {
            auto former = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("former"));
            former.setDatabaseName(path);
            QVERIFY(former.open());
            QSqlQuery query(former);
            QStringList statements;
            for (qint64 step = 0; step < version; ++step)
                statements << schemaSteps()[step];
            statements << QStringLiteral("PRAGMA user_version = %1").arg(version)
                       << QStringLiteral("INSERT INTO tenant(id, name, address, profile) VALUES('t', 'Acme', "
                                         "'https://acme.goskope.com', 'hunters')")
                       << QStringLiteral("INSERT INTO job(id, request, state, created, changed) VALUES('j', "
                                         "'{}', %1, '', '')")
                              .arg(version < 14 ? QStringLiteral("2") : QStringLiteral("'paused'"))
                       << QStringLiteral("INSERT INTO job_stream(job, endpoint, events, hwm, part_offset) "
                                         "VALUES('j', 'alert', 1234, 1790000000, 77)");
            for (const QString &sql : statements)
                QVERIFY2(query.exec(sql), qPrintable(sql + query.lastError().text()));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("former"));
        const auto database = StateDatabase::open(path);
        QVERIFY2(database, qPrintable(database ? QString() : database.error().asText()));
        QCOMPARE(TenantRepository(*database).byName(QStringLiteral("acme"))->id, QStringLiteral("t"));
        const auto journal = JobJournal::open(path);
        const auto point = journal->checkpoint(QStringLiteral("j"), QStringLiteral("alert"));
        QCOMPARE(point->totals.events, 1234);
        QCOMPARE(point->hwm, 1'790'000'000);
        QCOMPARE(point->part.fileBytes, 77);
        QCOMPARE(journal->job(QStringLiteral("j"))->state, JobState::Paused);
        // What the newest version added works for the job of the former one.
        const auto runs = StopRequests::open(path);
        const QString run = runs->begin(QStringLiteral("j")).value();
        QVERIFY(runs->request({QStringLiteral("j"), run, StopReason::Cancel}));
        QVERIFY(runs->request({QStringLiteral("j"), run, StopReason::Pause})); // too late for that
        QCOMPARE(runs->requests()->size(), 1);
        QCOMPARE(runs->requests()->first().reason, StopReason::Cancel);
        QVERIFY(journal->removeJob(QStringLiteral("j")));
        QCOMPARE(runs->requests()->size(), 0);
    }
    // The numbers of enumerations became words, and the beginning of what was exported is known.
    void understandsTheNumbersOfVersion13()
    {
        const QTemporaryDir world;
        const QString path = world.filePath(QStringLiteral("s.db"));
        {
            auto former = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("numbers"));
            former.setDatabaseName(path);
            QVERIFY(former.open());
            QSqlQuery query(former);
            QStringList statements;
            for (qint64 step = 0; step < 13; ++step)
                statements << schemaSteps()[step];
            statements << QStringLiteral("PRAGMA user_version = 13");
            for (int state = 0; state <= 8; ++state)
                statements << QStringLiteral("INSERT INTO job(id, request, state, created, changed, error) "
                                             "VALUES('j%1', '{}', %1, '', '', '[%2,\"No [room], sorry\",\"\","
                                             "\"\"]')")
                                  .arg(state)
                                  .arg(2 * state);
            statements
                << QStringLiteral("UPDATE job SET error = '' WHERE id = 'j5'")
                << QStringLiteral("UPDATE job SET error = NULL WHERE id = 'j6'")
                << QStringLiteral("INSERT INTO job_stream(job, endpoint, error, part_first, part_last) "
                                  "VALUES('j2', 'alert', '[22,\"x\",\"\",\"\"]', 500, 900)")
                << QStringLiteral("INSERT INTO job_part VALUES('j2', 'alert', 1, 'p', 1, 1, 1, '', 300, "
                                  "400, NULL)")
                << QStringLiteral("INSERT INTO job_gap VALUES('j2', 'alert', 1, 5, 6, 'f', 'why', 'c')");
            for (const QString &sql : statements)
                QVERIFY2(query.exec(sql), qPrintable(sql + query.lastError().text()));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("numbers"));
        const auto journal = JobJournal::open(path);
        QVERIFY2(journal, qPrintable(journal ? QString() : journal.error().asText()));
        const QStringList states = QStringLiteral("queued running paused waiting-for-token interrupted "
                                                  "complete incomplete failed cancelled")
                                       .split(QLatin1Char(' '));
        const QStringList kinds =
            QStringLiteral("bad-input connection-refused timeout proxy permission-missing "
                           "busy server-fault truncated-answer keychain-locked")
                .split(QLatin1Char(' '));
        for (int state = 0; state <= 8; ++state) {
            const JobSnapshot job = journal->job(QStringLiteral("j%1").arg(state)).value();
            QCOMPARE(jobStateName(job.state), states[state]);
            QCOMPARE(job.error.has_value(), state != 5 && state != 6);
            if (!job.error)
                continue;
            QCOMPARE(errorKindName(job.error->kind), kinds[state]);
            QCOMPARE(job.error->message, QStringLiteral("No [room], sorry"));
        }
        const EndpointProgress progress = journal->job(QStringLiteral("j2"))->endpoints.first();
        QCOMPARE(progress.error->kind, ErrorKind::Cancelled);
        QCOMPARE(progress.earliest, 300);
        QCOMPARE(progress.gaps.first().fault, QStringLiteral("unreadable"));
        // What is stored now is a word as well.
        QVERIFY(journal->setState(QStringLiteral("j0"), JobState::WaitingForToken,
                                  Error{ErrorKind::TokenRefused, QStringLiteral("No."), {}, {}}));
        QCOMPARE(journal->job(QStringLiteral("j0"))->state, JobState::WaitingForToken);
        const auto database = StateDatabase::open(path);
        auto row = database->run(QStringLiteral("SELECT state, error FROM job WHERE id = 'j0'"));
        QVERIFY(row && row->next());
        QCOMPARE(row->value(0).toString(), QStringLiteral("waiting-for-token"));
        QVERIFY(row->value(1).toString().startsWith(QLatin1String("[\"token-refused\"")));
    }
    void refusesANewerSchema()
    {
        QTemporaryDir world;
        const QString path = world.filePath(QStringLiteral("s.db"));
        QVERIFY(StateDatabase::open(path)->run(QStringLiteral("PRAGMA user_version = 99")));
        const auto opened = StateDatabase::open(path);
        QVERIFY(!opened);
        QVERIFY(opened.error().message.contains(QLatin1String("newer")));
    }
    void refusesASchemaThatNeverWas()
    {
        QTemporaryDir world;
        const QString path = world.filePath(QStringLiteral("s.db"));
        for (const char *version : {"-1", "-3", "-2147483648"}) {
            if (const auto made = StateDatabase::open(path))
                QVERIFY(made->run(QStringLiteral("PRAGMA user_version = %1").arg(QLatin1String(version))));
            const auto opened = StateDatabase::open(path);
            QVERIFY(!opened);
            QVERIFY2(opened.error().message.contains(QLatin1String("damaged")),
                     qPrintable(opened.error().asText()));
            QVERIFY(QFile::remove(path));
        }
    }
    // A list that ends where the disk fails must not look like the whole list: the manifest is made of it.
    void saysWhenAListBreaksOff()
    {
        QTemporaryDir world;
        const QString path = world.filePath(QStringLiteral("s.db"));
        const QString id = QStringLiteral("job");
        {
            const auto journal = JobJournal::open(path).value();
            ExportRequest request;
            request.endpointIds = {QStringLiteral("alert")};
            QVERIFY(journal.addJob(id, request));
            EndpointCheckpoint point = journal.checkpoint(id, QStringLiteral("alert")).value();
            PageRecord page;
            page.operation = QStringLiteral("next");
            page.linesCrc = QStringLiteral("0");
            page.checksum = QString(200, QLatin1Char('c'));
            for (page.sequence = 1; page.sequence <= 400; ++page.sequence)
                QVERIFY(journal.commitPage(id, point, page, {}));
            QCOMPARE(journal.pages(id, QStringLiteral("alert"))->size(), 400);
        }
        {
            // The last page of the file holds some of the rows: it goes bad.
            QVERIFY(StateDatabase::open(path)->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.size() > 40'000);
            file.seek(file.size() - 3 * 4096);
            QCOMPARE(file.write(QByteArray(3 * 4096, '\xff')), 3 * 4096);
        }
        const auto journal = JobJournal::open(path).value();
        const auto pages = journal.pages(id, QStringLiteral("alert"));
        QVERIFY2(!pages, qPrintable(QStringLiteral("%1 pages").arg(pages ? pages->size() : 0)));
        QCOMPARE(pages.error().kind, ErrorKind::Database);
        QVERIFY(pages.error().message.contains(path));
    }
    void readsTimes()
    {
        QCOMPARE(parseTime(QStringLiteral("2026-11-01T00:00:00Z")).value(), 1793491200);
        QCOMPARE(parseTime(QStringLiteral("2026-11-01T02:00:00+02:00")).value(), 1793491200);
        QCOMPARE(parseTime(QStringLiteral("2026-11-01")).value(), 1793491200);
        QCOMPARE(parseTime(QStringLiteral("1793491200")).value(), 1793491200);
        QVERIFY(parseTime(QStringLiteral("1793491200000"))
                    .error()
                    .nextStep.contains(QLatin1String("1793491200 (2026-11-01T00:00:00Z)")));
        for (const char *bad : {"", "yesterday", "1793491200000", "-5", "2026-13-01T00:00:00Z"})
            QVERIFY2(!parseTime(QString::fromLatin1(bad)), bad);
    }
};

QTEST_GUILESS_MAIN(StateTest)
#include "state_test.moc"
