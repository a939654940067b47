#include "core/exporting/endpoints/answer_spool.h"

#include "core/io/native_path.h"
#include "core/io/storage_error.h"

#include <QCoreApplication>

namespace slipway {
namespace {

constexpr qsizetype simdjsonPadding = 64;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(AnswerSpool)
};

Error cannotBeKept(const QString &folder, const std::error_code &reason)
{
    return storageError(Texts::tr("An answer that was requested ahead cannot be stored"), folder, reason);
}

} // namespace

Result<void> AnswerSpool::put(const Result<HttpAnswer> &answer)
{
    if (!answer) {
        add({answer, 0, 0});
        return {};
    }
    if (!m_file.isOpen()) {
        SystemResult<NativeFile> file = NativeFile::temporary(nativePath(m_folder));
        if (!file)
            return std::unexpected(cannotBeKept(m_folder, file.error()));
        m_file = std::move(*file);
    }
    const QByteArray &body = answer->body;
    for (qint64 done = 0; done < body.size();) {
        const SystemResult<std::size_t> wrote = m_file.writeAt(
            body.constData() + done, static_cast<std::size_t>(body.size() - done), m_end + done);
        if (!wrote)
            return std::unexpected(cannotBeKept(m_folder, wrote.error()));
        done += static_cast<qint64>(*wrote);
    }
    HttpAnswer kept;
    kept.status = answer->status;
    kept.headers = answer->headers;
    kept.wireBytes = answer->wireBytes;
    kept.elapsed = answer->elapsed;
    kept.serverTime = answer->serverTime;
    add({std::move(kept), m_end, body.size()});
    m_end += body.size();
    return {};
}

void AnswerSpool::add(Kept kept)
{
    const std::scoped_lock lock(m_mutex);
    m_answers.push_back(std::move(kept));
}

void AnswerSpool::forgetNewest()
{
    const std::scoped_lock lock(m_mutex);
    m_answers.pop_back();
}

Result<Result<HttpAnswer>> AnswerSpool::take()
{
    Kept kept;
    {
        const std::scoped_lock lock(m_mutex);
        kept = std::move(m_answers.front());
        m_answers.pop_front();
    }
    if (!kept.answer)
        return kept.answer;
    QByteArray body;
    body.reserve(kept.size + simdjsonPadding);
    body.resize(kept.size);
    for (qint64 done = 0; done < kept.size;) {
        const SystemResult<std::size_t> got =
            m_file.readAt(body.data() + done, static_cast<std::size_t>(kept.size - done), kept.offset + done);
        if (!got || *got == 0)
            return std::unexpected(
                storageError(Texts::tr("An answer that was requested ahead cannot be read"), m_folder,
                             got ? std::make_error_code(std::errc::io_error) : got.error()));
        done += static_cast<qint64>(*got);
    }
    kept.answer->body = std::move(body);
    m_file.giveBack(kept.offset, kept.size);
    return kept.answer;
}

} // namespace slipway
