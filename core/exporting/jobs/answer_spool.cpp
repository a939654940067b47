#include "core/exporting/jobs/answer_spool.h"

#include "core/base/forward_error.h"
#include "core/io/storage_error.h"

#include <QCoreApplication>
#include <QFile>

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace slipway {
namespace {

constexpr qsizetype simdjsonPadding = 64;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(AnswerSpool)
};

// Not every file system can make a file without a name; elsewhere it loses its name at once.
int openNameless(const QString &folder)
{
    const QByteArray path = QFile::encodeName(folder);
    const int fd = ::open(path.constData(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT))
        return fd;
    QByteArray name = path + "/.slipway-ahead-XXXXXX";
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0)
        ::unlink(name.constData());
    return named;
}

} // namespace

AnswerSpool::~AnswerSpool()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

Result<void> AnswerSpool::put(const Result<HttpAnswer> &answer)
{
    if (!answer) {
        m_answers.push_back({answer, 0, 0});
        return {};
    }
    const QByteArray &body = answer->body;
    if (m_fd < 0)
        m_fd = openNameless(m_folder);
    for (qint64 done = 0; m_fd >= 0 && done < body.size();) {
        const ssize_t wrote = ::pwrite(m_fd, body.constData() + done, static_cast<size_t>(body.size() - done),
                                       static_cast<off_t>(m_end + done));
        if (wrote < 0 && errno != EINTR)
            return std::unexpected(storageError(
                Texts::tr("An answer that was asked for ahead cannot be kept"), m_folder, errno));
        done += std::max<ssize_t>(wrote, 0);
    }
    if (m_fd < 0)
        return std::unexpected(
            storageError(Texts::tr("An answer that was asked for ahead cannot be kept"), m_folder, errno));
    HttpAnswer kept;
    kept.status = answer->status;
    kept.headers = answer->headers;
    kept.wireBytes = answer->wireBytes;
    kept.elapsed = answer->elapsed;
    kept.serverTime = answer->serverTime;
    m_answers.push_back({std::move(kept), m_end, body.size()});
    m_end += body.size();
    return {};
}

Result<Result<HttpAnswer>> AnswerSpool::take()
{
    Kept kept = std::move(m_answers.front());
    m_answers.pop_front();
    if (!kept.answer)
        return kept.answer;
    QByteArray body;
    body.reserve(kept.size + simdjsonPadding);
    body.resize(kept.size);
    for (qint64 done = 0; done < kept.size;) {
        const ssize_t got = ::pread(m_fd, body.data() + done, static_cast<size_t>(kept.size - done),
                                    static_cast<off_t>(kept.offset + done));
        if (got == 0 || (got < 0 && errno != EINTR))
            return std::unexpected(
                storageError(Texts::tr("An answer that was asked for ahead cannot be read"), m_folder,
                             got == 0 ? EIO : errno));
        done += std::max<ssize_t>(got, 0);
    }
    kept.answer->body = std::move(body);
    // What was read makes room, as far as the file system can.
    (void)::fallocate(m_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(kept.offset),
                      static_cast<off_t>(kept.size));
    return kept.answer;
}

} // namespace slipway
