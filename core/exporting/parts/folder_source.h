// The files of an export in a folder on this computer.
#pragma once
#include "core/exporting/parts/export_source.h"

namespace slipway {

// Opens a file without following a link and without ever waiting for the other end of a pipe. NotFound if
// there is no such file; Storage if it is a link, is not a plain file, or cannot be read.
[[nodiscard]] Result<std::unique_ptr<ByteStream>> openFile(const QString &path);

class FolderSource : public ExportSource
{
public:
    explicit FolderSource(QString folder) : m_folder(std::move(folder)) {}

    [[nodiscard]] QString placeOf(const QString &name) const override;
    [[nodiscard]] Result<std::unique_ptr<ByteStream>> open(const QString &name) override;
    [[nodiscard]] Result<QByteArray> read(const QString &name, qint64 most) override;
    [[nodiscard]] Result<PresentFile> look(const QString &name) override;
    // Includes folders and other things with such a name, since they do not belong there either.
    [[nodiscard]] Result<QMap<QString, PresentFile>> present(const QString &job) override;

private:
    QString m_folder; // absolute
};

} // namespace slipway
