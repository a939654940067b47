#include "core/io/bound_process.h"

#include "core/platform/child_process.h"
#include "core/platform/process_limits.h"

#include <QProcess>

namespace slipway {

void bindToThisProcess(QProcess &process)
{
#ifdef Q_OS_UNIX
    process.setChildProcessModifier([parent = ownProcessId()] { prepareChild(parent); });
#endif
    QObject::connect(&process, &QProcess::started, &process,
                     [&process] { (void)adoptChild(process.processId()); });
}

void limitChild([[maybe_unused]] QProcess &process)
{
#ifdef Q_OS_UNIX
    process.setChildProcessModifier(setChildLimits);
#endif
}

} // namespace slipway
