// The files of an export in a folder of this computer.
#pragma once
#include "core/exporting/fetching/export_source.h"

namespace slipway {

// Not through a link, and never waiting for somebody at the other end of a pipe: NotFound when there is no
// such file; Storage when it is a link, no plain file, or cannot be read.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> openFile(const QString &path);

class FolderSource : public ExportSource
{
public:
    explicit FolderSource(QString folder) : m_folder(std::move(folder)) {}

    [[nodiscard]] QString placeOf(const QString &name) const override;
    [[nodiscard]] Result<std::unique_ptr<ByteStream>> open(const QString &name) override;
    [[nodiscard]] Result<QByteArray> read(const QString &name, qint64 most) override;
    [[nodiscard]] Result<PresentFile> look(const QString &name) override;
    // Folders and other things that have such a name, too: nothing of the kind belongs there.
    [[nodiscard]] Result<QMap<QString, PresentFile>> present(const QString &job) override;

private:
    QString m_folder; // absolute
};

} // namespace slipway
