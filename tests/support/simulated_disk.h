// A folder on a disk whose power can fail, inside the test's own process: simulated_disk.cpp replaces the C
// library's functions that change files, for the whole program and its libraries. It knows what was written
// to each file and folder since the last time it was synced, and can lose it.
//
// This is the strict reading of POSIX: the content of a file is on the disk once the file was synced, its
// name once its folder was. What was not synced may have survived anyway, in any sectors and with any size.
// The names in a folder are those at some moment since its last sync.
//
// SQLite's shared memory (`-shm`) is left out: it has no meaning for the process that opens the state next.
//
// Link the library simulated_disk, and set ENABLE_EXPORTS for the test. Linux. Threads: any.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace slipway::test {

class SimulatedDisk
{
public:
    enum class Loss { Nothing, Some, Everything }; // of what was not synced

    static SimulatedDisk &instance();

    // A process begins whose files are below `folder`. What is there for the first time, or was changed since
    // end(), counts as synced. The process dies at the call with the number `dieAt`, from 1, before it or, if
    // it writes, in its middle; 0: it does not die by itself. `seed` decides what Loss::Some loses.
    void begin(const std::filesystem::path &folder, int dieAt, uint64_t seed);
    // The process dies here. From now on it still sees its files and can change them, so that its objects can
    // be destroyed; end() takes these changes back.
    void die();
    [[nodiscard]] bool isDead();
    // The calls of the process that would have changed or synced anything, until its death.
    [[nodiscard]] int calls();
    // The process is over and has closed its files. Leaves them as they are on the disk after its death, or
    // as they are if it did not die. Returns what is wrong with this record: a file that was changed without
    // any call that was seen here. Empty: nothing.
    [[nodiscard]] std::string end(Loss loss);

    // Between two processes: everything has reached the disk, as it does by itself within half a minute.
    void syncAll();

    // For the functions that are replaced.
    struct Node;
    using Names = std::map<std::string, std::shared_ptr<Node>>;
    struct Range
    {
        size_t begin, end;
    };
    struct Node
    {
        bool isFolder = false;
        std::string now, disk;     // a file's content
        std::vector<Range> differ; // where these two may differ
        std::vector<Names>
            states; // a folder's names: on the disk, and after each change since; the last: now
    };
    class Call;

private:
    friend class Call;
    struct Place // of a name
    {
        Node *folder = nullptr; // null: not below the folder, or not known
        std::string name;
    };

    [[nodiscard]] bool isSeen(const std::string &path) const;
    [[nodiscard]] Place placeOf(const std::string &path) const;
    [[nodiscard]] std::shared_ptr<Node> nodeOf(int fd) const;
    void load(Node &folder, const std::filesystem::path &path);
    void compare(const Node &folder, const std::filesystem::path &path);
    void lose(Node &node, Loss loss);
    void restore(const Node &folder, const std::filesystem::path &path) const;
    size_t draw(size_t below) { return m_random() % below; }
    static void sync(Node &node);
    static void write(Node &file, size_t offset, const char *data, size_t size);
    static void truncate(Node &file, size_t size);
    static void change(Node &folder, Names names) { folder.states.push_back(std::move(names)); }

    std::recursive_mutex m_mutex; // this code opens files itself
    bool m_isWatching = false, m_isDead = false;
    int m_calls = 0, m_dieAt = 0;
    std::string m_folder, m_problem;
    std::shared_ptr<Node> m_root;
    std::map<uint64_t, std::shared_ptr<Node>> m_nodes; // by inode
    std::mt19937_64 m_random;
};

} // namespace slipway::test
