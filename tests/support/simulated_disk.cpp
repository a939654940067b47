// The C library's own inline versions of these functions would be in the way.
#undef _FORTIFY_SOURCE
#include "simulated_disk.h"

#include <algorithm>
#include <cstdarg>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace slipway::test {
namespace {

constexpr size_t sector = 512, page = 4096;

bool isLeftOut(const std::string &path)
{
    return path.ends_with("-shm");
}

std::string contentOf(const std::filesystem::path &path)
{
    std::string content;
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info = {};
    if (fd < 0 || ::fstat(fd, &info) != 0)
        return content;
    content.resize(static_cast<size_t>(info.st_size));
    content.resize(static_cast<size_t>(std::max<ssize_t>(::read(fd, content.data(), content.size()), 0)));
    ::close(fd);
    return content;
}

uint64_t inodeOf(const std::string &path)
{
    struct stat info = {};
    return ::lstat(path.c_str(), &info) == 0 ? info.st_ino : 0;
}

} // namespace

SimulatedDisk &SimulatedDisk::instance()
{
    static auto *const disk = new SimulatedDisk; // never deleted, since code that runs at exit uses it, too
    return *disk;
}

void SimulatedDisk::begin(const std::filesystem::path &folder, int dieAt, uint64_t seed)
{
    const std::lock_guard lock(m_mutex);
    if (!m_root || m_folder != folder.string() + '/') {
        m_root = std::make_shared<Node>();
        m_root->isFolder = true;
        m_root->states = {{}};
    }
    m_folder = folder.string() + '/';
    m_random.seed(seed);
    m_nodes.clear();
    m_nodes[inodeOf(folder)] = m_root;
    load(*m_root, folder);
    m_problem.clear();
    m_calls = 0;
    m_dieAt = dieAt;
    m_isDead = false;
    m_isWatching = true;
}

void SimulatedDisk::die()
{
    const std::lock_guard lock(m_mutex);
    if (m_isDead)
        return;
    m_isDead = true;
    compare(*m_root, m_folder);
}

bool SimulatedDisk::isDead()
{
    const std::lock_guard lock(m_mutex);
    return m_isDead;
}

int SimulatedDisk::calls()
{
    const std::lock_guard lock(m_mutex);
    return m_calls;
}

std::string SimulatedDisk::end(Loss loss)
{
    const std::lock_guard lock(m_mutex);
    const bool wasDead = m_isDead;
    die();
    m_isWatching = false;
    if (loss != Loss::Nothing)
        lose(*m_root, loss);
    if (wasDead || loss != Loss::Nothing) {
        for (const auto &entry : std::filesystem::directory_iterator(m_folder))
            std::filesystem::remove_all(entry);
        restore(*m_root, m_folder);
    }
    return m_problem;
}

void SimulatedDisk::syncAll()
{
    const std::lock_guard lock(m_mutex);
    std::vector<Node *> nodes{m_root.get()};
    while (!nodes.empty()) {
        Node &node = *nodes.back();
        nodes.pop_back();
        sync(node);
        if (!node.isFolder)
            continue;
        for (const auto &[name, inside] : node.states.back())
            nodes.push_back(inside.get());
    }
}

bool SimulatedDisk::isSeen(const std::string &path) const
{
    return path.starts_with(m_folder) && !isLeftOut(path);
}

SimulatedDisk::Place SimulatedDisk::placeOf(const std::string &path) const
{
    if (!isSeen(path))
        return {};
    const std::filesystem::path inside = path.substr(m_folder.size());
    Node *folder = m_root.get();
    for (const auto &part : inside.parent_path()) {
        const Names &names = folder->states.back();
        const auto found = names.find(part.string());
        if (found == names.end() || !found->second->isFolder)
            return {};
        folder = found->second.get();
    }
    return {folder, inside.filename().string()};
}

std::shared_ptr<SimulatedDisk::Node> SimulatedDisk::nodeOf(int fd) const
{
    struct stat info = {};
    if (::fstat(fd, &info) != 0)
        return nullptr;
    const auto found = m_nodes.find(info.st_ino);
    return found == m_nodes.end() ? nullptr : found->second;
}

// What is as it was keeps its record. Anything else was changed by the test between two processes.
void SimulatedDisk::load(Node &folder, const std::filesystem::path &path)
{
    Names found;
    bool isChanged = false;
    for (const auto &entry : std::filesystem::directory_iterator(path)) {
        const std::string name = entry.path().filename().string();
        if (isLeftOut(name))
            continue;
        const Names &before = folder.states.back();
        const auto known = before.find(name);
        const bool isKnown = known != before.end() && known->second->isFolder == entry.is_directory();
        isChanged = isChanged || !isKnown;
        const auto node = isKnown ? known->second : std::make_shared<Node>();
        node->isFolder = entry.is_directory();
        if (node->isFolder) {
            if (node->states.empty())
                node->states = {{}};
            load(*node, entry.path());
        } else if (std::string content = contentOf(entry.path()); !isKnown || content != node->now) {
            node->now = node->disk = std::move(content);
            node->differ.clear();
        }
        m_nodes[inodeOf(entry.path())] = node;
        found.emplace(name, node);
    }
    if (isChanged || found.size() != folder.states.back().size())
        folder.states = {std::move(found)};
}

void SimulatedDisk::compare(const Node &folder, const std::filesystem::path &path)
{
    Names missing = folder.states.back();
    for (const auto &entry : std::filesystem::directory_iterator(path)) {
        const std::string name = entry.path().filename().string();
        if (isLeftOut(name))
            continue;
        const auto known = missing.find(name);
        if (known == missing.end()) {
            m_problem = "its creation was not recorded: " + entry.path().string();
            return;
        }
        const Node &node = *known->second;
        if (node.isFolder)
            compare(node, entry.path());
        else if (contentOf(entry.path()) != node.now)
            m_problem = "its change was not recorded: " + entry.path().string();
        missing.erase(known);
    }
    if (!missing.empty())
        m_problem = "its removal was not recorded: " + (path / missing.begin()->first).string();
}

void SimulatedDisk::lose(Node &node, Loss loss)
{
    if (node.isFolder) {
        const size_t kept = loss == Loss::Everything ? 0 : draw(node.states.size());
        node.states = {node.states[kept]};
        for (const auto &[name, inside] : node.states.back())
            lose(*inside, loss);
        return;
    }
    const size_t what = loss == Loss::Everything ? 0 : draw(3);
    if (what == 0) {
        node.now = node.disk;
    } else if (what == 1) {
        std::string mixed = node.disk;
        mixed.resize(draw(2) == 0 ? node.now.size() : node.disk.size());
        const size_t common = std::min(mixed.size(), node.now.size());
        for (const Range &range : node.differ) {
            for (size_t begin = range.begin; begin < std::min(range.end, common);) {
                const size_t end = std::min({(begin / sector + 1) * sector, range.end, common});
                if (draw(2) == 0)
                    mixed.replace(begin, end - begin, node.now, begin, end - begin);
                begin = end;
            }
        }
        node.now = std::move(mixed);
    }
    node.disk = node.now;
    node.differ.clear();
}

void SimulatedDisk::restore(const Node &folder, const std::filesystem::path &path) const
{
    for (const auto &[name, node] : folder.states.back()) {
        const std::filesystem::path place = path / name;
        if (node->isFolder) {
            std::filesystem::create_directory(place);
            restore(*node, place);
            continue;
        }
        const int fd = static_cast<int>(
            ::syscall(SYS_openat, AT_FDCWD, place.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        ::syscall(SYS_write, fd, node->now.data(), node->now.size());
        ::syscall(SYS_close, fd);
    }
}

void SimulatedDisk::sync(Node &node)
{
    if (node.isFolder) {
        node.states = {node.states.back()};
        return;
    }
    node.disk.resize(node.now.size());
    for (const Range &range : node.differ) {
        const size_t end = std::min(range.end, node.now.size());
        if (range.begin < end)
            node.disk.replace(range.begin, end - range.begin, node.now, range.begin, end - range.begin);
    }
    node.differ.clear();
}

void SimulatedDisk::write(Node &file, size_t offset, const char *data, size_t size)
{
    if (size == 0)
        return;
    const size_t end = offset + size, before = file.now.size();
    if (end > before)
        file.now.resize(end);
    file.now.replace(offset, size, data, size);
    file.differ.push_back({std::min(offset, before), end});
}

void SimulatedDisk::truncate(Node &file, size_t size)
{
    const size_t before = file.now.size();
    file.now.resize(size);
    file.differ.push_back({std::min(size, before), std::max(size, before)});
}

// One call of a function that is replaced, under the lock.
class SimulatedDisk::Call
{
public:
    Call() : m_disk(instance()), m_lock(m_disk.m_mutex) {}

    // Whether the record needs to know about calls at all.
    [[nodiscard]] bool isSeen() const { return m_disk.m_isWatching && !m_disk.m_isDead; }
    [[nodiscard]] bool isSeen(const char *path) const { return isSeen() && m_disk.isSeen(path); }
    [[nodiscard]] std::shared_ptr<Node> nodeOf(int fd) const
    {
        return isSeen() ? m_disk.nodeOf(fd) : nullptr;
    }
    // Counts the call. False: the process has died before it.
    [[nodiscard]] bool isReached() const
    {
        if (++m_disk.m_calls == m_disk.m_dieAt)
            m_disk.die();
        return !m_disk.m_isDead;
    }
    [[nodiscard]] size_t draw(size_t below) const { return m_disk.draw(below); }

    static void write(Node &file, off_t offset, const void *data, size_t size)
    {
        SimulatedDisk::write(file, static_cast<size_t>(offset), static_cast<const char *>(data), size);
    }
    static void truncate(Node &file, off_t size) { SimulatedDisk::truncate(file, static_cast<size_t>(size)); }
    static void sync(Node &node) { SimulatedDisk::sync(node); }
    void made(const std::string &path, bool isFolder) const
    {
        const auto [folder, name] = m_disk.placeOf(path);
        if (!folder)
            return;
        auto node = std::make_shared<Node>();
        node->isFolder = isFolder;
        if (isFolder)
            node->states = {{}};
        m_disk.m_nodes[inodeOf(path)] = node;
        Names names = folder->states.back();
        names[name] = std::move(node);
        change(*folder, std::move(names));
    }
    void removed(const char *path) const
    {
        const auto [folder, name] = m_disk.placeOf(path);
        if (!folder)
            return;
        Names names = folder->states.back();
        names.erase(name);
        change(*folder, std::move(names));
    }
    // In one folder, this is one change.
    void renamed(const char *from, const char *to) const
    {
        const auto [source, oldName] = m_disk.placeOf(from);
        const auto [target, newName] = m_disk.placeOf(to);
        if (!source || !target || !source->states.back().contains(oldName))
            return;
        Names names = source->states.back();
        auto moved = names.extract(oldName).mapped();
        if (source != target) {
            change(*source, std::move(names));
            names = target->states.back();
        }
        names[newName] = std::move(moved);
        change(*target, std::move(names));
    }

private:
    SimulatedDisk &m_disk;
    std::unique_lock<std::recursive_mutex> m_lock;
};

namespace {

long written(int fd, const void *data, size_t size, off_t offset)
{
    const auto write = [&] {
        return offset < 0 ? ::syscall(SYS_write, fd, data, size)
                          : ::syscall(SYS_pwrite64, fd, data, size, offset);
    };
    const SimulatedDisk::Call call;
    const auto file = call.nodeOf(fd);
    if (!file)
        return write();
    const bool isPlaced = offset >= 0 && (::fcntl(fd, F_GETFL) & O_APPEND) == 0;
    if (!call.isReached()) {
        // A kill ends a write between two pages of the cache.
        const size_t first = page - static_cast<size_t>(std::max<off_t>(offset, 0)) % page;
        if (isPlaced && first < size)
            SimulatedDisk::Call::write(*file, offset, data,
                                       first + call.draw((size - first) / page + 1) * page);
        return write();
    }
    const long done = write();
    if (done > 0)
        SimulatedDisk::Call::write(*file, isPlaced ? offset : ::lseek(fd, 0, SEEK_CUR) - done, data,
                                   static_cast<size_t>(done));
    return done;
}

int synced(int fd, long number)
{
    const SimulatedDisk::Call call;
    const auto node = call.nodeOf(fd);
    const bool isReached = node && call.isReached();
    const long result = ::syscall(number, fd);
    if (isReached && result == 0)
        SimulatedDisk::Call::sync(*node);
    return static_cast<int>(result);
}

int truncated(int fd, off_t size)
{
    const SimulatedDisk::Call call;
    const auto file = call.nodeOf(fd);
    const bool isReached = file && call.isReached();
    const long result = ::syscall(SYS_ftruncate, fd, size);
    if (isReached && result == 0)
        SimulatedDisk::Call::truncate(*file, size);
    return static_cast<int>(result);
}

int renamed(int fromFolder, const char *from, int toFolder, const char *to, unsigned int flags)
{
    const SimulatedDisk::Call call;
    const bool isReached = call.isSeen(to) && call.isReached();
    const long result = ::syscall(SYS_renameat2, fromFolder, from, toFolder, to, flags);
    if (isReached && result == 0)
        call.renamed(from, to);
    return static_cast<int>(result);
}

int opened(const char *path, int flags, mode_t mode)
{
    const auto open = [&] { return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode)); };
    const SimulatedDisk::Call call;
    if ((flags & (O_CREAT | O_TRUNC)) == 0 || !call.isSeen(path))
        return open();
    struct stat info = {};
    const bool isNew = ::lstat(path, &info) != 0;
    const bool isReached = (isNew || (flags & O_TRUNC) != 0) && call.isReached();
    const int fd = open();
    if (fd < 0 || !isReached)
        return fd;
    if (isNew)
        call.made(path, false);
    else if (const auto file = call.nodeOf(fd))
        SimulatedDisk::Call::truncate(*file, 0);
    return fd;
}

} // namespace
} // namespace slipway::test

// The program and its libraries call these instead of the C library's functions.
#define SLIPWAY_REPLACED __attribute__((visibility("default")))
extern "C" {

SLIPWAY_REPLACED ssize_t write(int fd, const void *data, size_t size)
{
    return slipway::test::written(fd, data, size, -1);
}
SLIPWAY_REPLACED ssize_t pwrite(int fd, const void *data, size_t size, off_t offset)
{
    return slipway::test::written(fd, data, size, offset);
}
SLIPWAY_REPLACED ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
    return slipway::test::written(fd, data, size, offset);
}
SLIPWAY_REPLACED int fsync(int fd)
{
    return slipway::test::synced(fd, SYS_fsync);
}
SLIPWAY_REPLACED int fdatasync(int fd)
{
    return slipway::test::synced(fd, SYS_fdatasync);
}
SLIPWAY_REPLACED int ftruncate(int fd, off_t size) noexcept
{
    return slipway::test::truncated(fd, size);
}
SLIPWAY_REPLACED int ftruncate64(int fd, off64_t size) noexcept
{
    return slipway::test::truncated(fd, size);
}
SLIPWAY_REPLACED int rename(const char *from, const char *to) noexcept
{
    return slipway::test::renamed(AT_FDCWD, from, AT_FDCWD, to, 0);
}
SLIPWAY_REPLACED int renameat2(int fromFolder, const char *from, int toFolder, const char *to,
                               unsigned int flags) noexcept
{
    return slipway::test::renamed(fromFolder, from, toFolder, to, flags);
}
SLIPWAY_REPLACED int unlink(const char *path) noexcept
{
    const slipway::test::SimulatedDisk::Call call;
    const bool isReached = call.isSeen(path) && call.isReached();
    const long result = ::syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (isReached && result == 0)
        call.removed(path);
    return static_cast<int>(result);
}
SLIPWAY_REPLACED int mkdir(const char *path, mode_t mode) noexcept
{
    const slipway::test::SimulatedDisk::Call call;
    const bool isReached = call.isSeen(path) && call.isReached();
    const long result = ::syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (isReached && result == 0)
        call.made(path, true);
    return static_cast<int>(result);
}
SLIPWAY_REPLACED int open(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t); // only meaningful with O_CREAT
    va_end(more);
    return slipway::test::opened(path, flags, mode);
}
SLIPWAY_REPLACED int open64(const char *path, int flags, ...)
{
    va_list more;
    va_start(more, flags);
    const mode_t mode = va_arg(more, mode_t);
    va_end(more);
    return slipway::test::opened(path, flags | O_LARGEFILE, mode);
}
}
