// Answers of the tenant that wait, in their order, until the export wants them. Their bodies are in a file
// that has no name, so that memory does not grow with them and nothing is left of them, however the process
// ends.
//
// Threads: one that puts, and one that takes.
#pragma once
#include "core/netskope/api_client.h"
#include "core/platform/native_file.h"

#include <deque>
#include <mutex>

namespace slipway {

class AnswerSpool
{
public:
    // The file is made in that folder, which exists, with the first body.
    explicit AnswerSpool(QString folder) : m_folder(std::move(folder)) {}

    // Storage: the body cannot be kept, and neither is the answer.
    [[nodiscard]] Result<void> put(const Result<HttpAnswer> &answer);
    void forgetNewest();
    // The oldest answer, which is forgotten; there is one. Storage, as the outer error: its body cannot be
    // read any more.
    [[nodiscard]] Result<Result<HttpAnswer>> take();

private:
    struct Kept
    {
        Result<HttpAnswer> answer; // without its body
        qint64 offset = 0, size = 0;
    };

    void add(Kept kept);

    QString m_folder;
    NativeFile m_file; // open before there is an answer with a body
    qint64 m_end = 0;  // of the file; of the thread that puts
    std::mutex m_mutex;
    std::deque<Kept> m_answers;
};

} // namespace slipway
