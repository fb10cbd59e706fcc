//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// required, with the value "required", makes tests fail where PostgreSQL is not
// installed, instead of skipping them.
const required = "GRADCHECK_POSTGRES"

// A server is a PostgreSQL of the test's own, on the loopback.
type server struct {
	dir, bin string
	port     int
	settings []string      // like fsync=off
	ended    chan struct{} // closed when the server has ended
	life     *os.File      // the server dies when this is closed, also by the test's end
}

// binaries returns the folder with initdb and postgres, "" if there is none.
func binaries() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	var all []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin"} {
		found, _ := filepath.Glob(filepath.Join(pattern, "initdb"))
		all = append(all, found...)
	}
	if len(all) == 0 {
		return ""
	}
	return filepath.Dir(slices.Max(all))
}

// shared is the server of most tests, which takes no care of the disk.
var shared = sync.OnceValues(func() (*server, error) {
	s, err := startServer("fsync=off", "full_page_writes=off")
	if err != nil {
		return nil, err
	}
	return s, s.sql("postgres", users)
})

// users are those that may do less than the others; hba has more about two.
const users = `CREATE ROLE locked LOGIN PASSWORD 'other'; CREATE ROLE stranger LOGIN;
	CREATE ROLE few LOGIN CONNECTION LIMIT 0; CREATE ROLE poor LOGIN`

// cleanUp is called at the end of all tests.
func cleanUp() {
	if begun.Load() {
		if s, err := shared(); err == nil {
			s.stop(syscall.SIGQUIT)
			os.RemoveAll(filepath.Dir(s.dir))
		}
	}
	if copied.Load() {
		if dir, err := cluster(); err == nil {
			os.RemoveAll(filepath.Dir(dir))
		}
	}
}

var begun, copied atomic.Bool // somebody asked for shared, and for any server

// theServer returns the shared server, or skips the test.
func theServer(t testing.TB) *server {
	t.Helper()
	installed(t)
	begun.Store(true)
	s, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func installed(t testing.TB) {
	t.Helper()
	if binaries() != "" {
		copied.Store(true)
		return
	}
	const text = "no PostgreSQL server is installed here: the Debian package is postgresql"
	if os.Getenv(required) == "required" {
		t.Fatal(text)
	}
	t.Skip(text)
}

// ownServer starts a server for one test.
func ownServer(t testing.TB, settings ...string) *server {
	t.Helper()
	installed(t)
	s, err := startServer(settings...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.stop(syscall.SIGQUIT)
		os.RemoveAll(filepath.Dir(s.dir))
	})
	return s
}

// hba says who comes in how: one user needs a password, one is kept out.
const hba = `host all locked   127.0.0.1/32 scram-sha-256
host all stranger 127.0.0.1/32 reject
host all all      127.0.0.1/32 trust
`

// cluster is a fresh cluster, made once, that servers start from a copy of.
var cluster = sync.OnceValues(func() (string, error) {
	home, err := ownedDir()
	if err != nil {
		return "", err
	}
	s := &server{dir: filepath.Join(home, "data"), bin: binaries()}
	out, err := s.command("initdb", "-D", s.dir, "-N", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--wal-segsize=1").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return s.dir, os.WriteFile(filepath.Join(s.dir, "pg_hba.conf"), []byte(hba), 0o600)
})

// ownedDir makes a temporary folder for whom the server runs as.
func ownedDir() (string, error) {
	dir, err := os.MkdirTemp("", "gradcheck-postgres-")
	if who := owner(); err == nil && who != nil {
		err = os.Chown(dir, int(who.Uid), int(who.Gid))
	}
	return dir, err
}

// startServer makes a cluster and starts it.
func startServer(settings ...string) (*server, error) {
	fresh, err := cluster()
	if err != nil {
		return nil, err
	}
	home, err := ownedDir()
	if err != nil {
		return nil, err
	}
	s := &server{dir: filepath.Join(home, "data"), bin: binaries(), settings: settings}
	copying := s.command("cp", "-R", fresh, s.dir)
	copying.Path = "/bin/cp"
	if out, err := copying.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("copy the cluster: %w\n%s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	l.Close()
	return s, s.start()
}

// owner returns whom the server runs as: it refuses to run as root.
func owner() *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	return nil
}

// command returns one of PostgreSQL's programs.
func (s *server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = filepath.Dir(s.dir)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner()}
	return cmd
}

// leash runs a program and ends it when the standard input ends.
const leash = `exec 3<&0; "$@" 3<&- </dev/null & pid=$!; (cat <&3 >/dev/null; kill -QUIT $pid) & wait $pid; kill $! 2>/dev/null`

// start starts the server and waits until it answers. After a crash it may have
// to try again, until the last process of the one before is gone.
func (s *server) start() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		if err := s.launch(); err != nil {
			return err
		}
		for alive := true; alive; {
			conn, err := pgx.Connect(ctx, s.url("postgres"))
			if err == nil {
				return conn.Close(ctx)
			}
			if ctx.Err() != nil {
				text, _ := os.ReadFile(s.log())
				return fmt.Errorf("the server does not answer: %w\n%s", err, text)
			}
			nap(ctx)
			select {
			case <-s.ended:
				alive = false
			default:
			}
		}
	}
}

func (s *server) log() string { return filepath.Join(filepath.Dir(s.dir), "log") }

// launch starts the server's process.
func (s *server) launch() error {
	args := []string{"sh", "-c", leash, "sh", filepath.Join(s.bin, "postgres"), "-D", s.dir, "-p", strconv.Itoa(s.port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="}
	for _, setting := range s.settings {
		args = append(args, "-c", setting)
	}
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	defer r.Close()
	log, err := os.OpenFile(s.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := s.command("postgres")
	cmd.Path, cmd.Args = "/bin/sh", args
	cmd.Stdin, cmd.Stdout, cmd.Stderr = r, log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	s.life, s.ended = w, ended
	go func() {
		cmd.Wait()
		close(ended)
	}()
	return nil
}

// nap waits a little for something outside of this program.
func nap(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(10 * time.Millisecond):
	}
}

// stop sends a signal to the server, and returns when it has ended: SIGINT shuts
// down, SIGQUIT and SIGKILL are crashes.
func (s *server) stop(sig syscall.Signal) error {
	pid, err := s.pid()
	if err == nil {
		err = syscall.Kill(pid, sig)
	}
	<-s.ended
	s.life.Close()
	return err
}

// restart stops the server by a signal and starts it again.
func (s *server) restart(sig syscall.Signal) error {
	return errors.Join(s.stop(sig), s.start())
}

func (s *server) pid() (int, error) {
	text, err := os.ReadFile(filepath.Join(s.dir, "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(line)
}

// url returns the address of a database of the server.
func (s *server) url(name string) string { return s.as("postgres", name) }

// as returns the address of a database for a user, who may have a password.
func (s *server) as(user, name string) string {
	return fmt.Sprintf("postgres://%s@127.0.0.1:%d/%s?sslmode=disable", user, s.port, name)
}

// sql runs SQL in a database behind the back of the store.
func (s *server) sql(name, query string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, s.url(name))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, query); err != nil {
		return fmt.Errorf("%s: %w", query, err)
	}
	return nil
}

func (s *server) exec(t testing.TB, name, query string) {
	t.Helper()
	if err := s.sql(name, query); err != nil {
		t.Fatal(err)
	}
}

var (
	databases atomic.Int64
	creating  sync.Mutex // PostgreSQL copies a template only while nobody else does
)

// database makes an empty database and returns its name.
func (s *server) database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprint("t", databases.Add(1))
	creating.Lock()
	defer creating.Unlock()
	s.exec(t, "postgres", "CREATE DATABASE "+name)
	return name
}
