package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"gradcheck/internal/class"
	"gradcheck/internal/serve"
	"gradcheck/internal/store"
	"gradcheck/problems"
)

// A serving is how the server is to be run.
type serving struct {
	addr, admin, host string
	quizzes, rosters  []string
	guests, pprof     bool
	verbose           bool
	limits            serve.Limits
}

// serve serves quizzes over SSH.
func (s *System) serve(o *options) *cobra.Command {
	var v serving
	c := &cobra.Command{
		Use:   "serve",
		Short: "Quizzes over SSH: students need nothing but ssh",
		Long: "Students sit quizzes with   ssh -p 2222 quiz.example.edu   and nothing installed.\n" +
			"Who they are is decided by their key: a roster names it, or a one-time code from\n" +
			"gradcheck class invite links it at the first login. Everything is kept in the data\n" +
			"folder, also the host key, whose fingerprint is printed at the start.",
		Example: "  gradcheck serve --quiz quiz4.yaml --roster students.csv\n  gradcheck serve --addr :22 --host quiz.example.edu --admin 127.0.0.1:9222",
		Args:    exactly(0),
		RunE:    func(c *cobra.Command, _ []string) error { return s.serveQuizzes(c.Context(), o, v) },
	}
	s.dbFlag(c, o)
	f := c.Flags()
	f.StringVar(&v.addr, "addr", ":2222", "`address` to listen on")
	f.StringVar(&v.host, "host", "", "`name` of this machine as students type it")
	f.StringArrayVar(&v.quizzes, "quiz", nil, "`file` of a quiz, set at the start; may be repeated")
	f.StringArrayVar(&v.rosters, "roster", nil, "`file` with a roster, read at the start; may be repeated")
	f.BoolVar(&v.guests, "guests", false, "who is on no roster may practise")
	f.StringVar(&v.admin, "admin", "", "`address` for /metrics and /health over HTTP, such as 127.0.0.1:9222; keep it to this machine")
	f.BoolVar(&v.pprof, "pprof", false, "profiles at --admin, too")
	f.BoolVar(&v.verbose, "verbose", false, "log connections that come to nothing, too")
	f.DurationVar(&v.limits.Idle, "idle", 0, "end a session after so `long` without a key (default 2h)")
	f.IntVar(&v.limits.Connections, "connections", 0, "at most so `many` at a time (default 4000)")
	return c
}

// serveQuizzes runs a server until a signal ends it.
func (s *System) serveQuizzes(ctx context.Context, o *options, v serving) error {
	if v.pprof && v.admin == "" {
		return usagef("--pprof needs --admin, where the profiles are")
	}
	if err := loopback(v.admin); err != nil {
		return err
	}
	home, err := s.homeDir(o)
	if err != nil {
		return err
	}
	lib, mistakes, err := s.library(o)
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if v.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: level}))
	if n := len(mistakes); n > 0 {
		log.Warn("mistakes in problem files; gradcheck check lists them", "mistakes", n)
	}
	db, err := s.database(ctx, o)
	if err != nil {
		return err
	}
	defer db.Close()
	course := s.course(db)
	for _, file := range v.rosters {
		if _, err := course.roster(ctx, file, false); err != nil {
			return err
		}
	}
	for _, file := range v.quizzes {
		if _, err := course.quiz(ctx, lib, file); err != nil {
			return err
		}
	}
	key, err := serve.HostKey(home)
	if err != nil {
		return err
	}
	if v.host == "" {
		v.host, _ = os.Hostname()
	}
	// A little less head room than usual for the garbage collector: 500 sessions
	// stay below 2 MiB each. With half of it a key in a hundred waits for 700 ms.
	debug.SetGCPercent(90)
	server, err := serve.New(ctx, serve.Config{Store: db, Library: lib, HostKey: key, Name: v.host + v.addr, Host: v.host,
		Now: s.Now, Seed: s.Seed, Log: log, Guests: v.guests, Limits: v.limits})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", v.addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintf(s.Out, "gradcheck serves on %s\nhost key %s\n", ln.Addr(), server.Fingerprint())
	stop, err := s.adminServer(v, server, log)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	defer stop()
	return s.untilSignal(server, ln, log)
}

// loopback demands that an address is one of this machine.
func loopback(addr string) error {
	if addr == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usagef("--admin %s: an address of this machine is needed, such as 127.0.0.1:9222; it asks for no password", addr)
	}
	return nil
}

// adminServer serves metrics and health, if they are asked for.
func (s *System) adminServer(v serving, server *serve.Server, log *slog.Logger) (stop func(), err error) {
	if v.admin == "" {
		return func() {}, nil
	}
	ln, err := net.Listen("tcp", v.admin)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	h := &http.Server{Handler: server.Admin(v.pprof), ReadHeaderTimeout: 5 * time.Second}
	go h.Serve(ln)
	fmt.Fprintf(s.Out, "metrics on http://%s/metrics\n", ln.Addr())
	return func() { h.Close() }, nil
}

// patienceAtEnd is how long sessions have to write what is entered.
const patienceAtEnd = 10 * time.Second

// untilSignal serves until the first signal, then shuts down; a second one does
// not wait.
func (s *System) untilSignal(server *serve.Server, ln net.Listener, log *slog.Logger) error {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	served := make(chan error, 1)
	go func() { served <- server.Serve(context.Background(), ln) }()
	select {
	case err := <-served:
		return err
	case sig := <-signals:
		log.Info("closing", "signal", sig.String())
	}
	ctx, cancel := context.WithTimeout(context.Background(), patienceAtEnd)
	defer cancel()
	go func() {
		<-signals
		cancel()
	}()
	err := server.Shutdown(ctx)
	return errors.Join(err, <-served)
}

// A courseBook writes to the journal of a course.
type courseBook struct {
	s  *System
	db store.Store
}

func (s *System) course(db store.Store) courseBook { return courseBook{s, db} }

// now is the course as the journal has it.
func (b courseBook) now(ctx context.Context) (*class.Course, error) {
	entries, err := b.db.Journal(ctx, 0)
	if err != nil {
		return nil, err
	}
	return class.New(entries...), nil
}

// post adds entries, dated and signed.
func (b courseBook) post(ctx context.Context, entries ...class.Entry) error {
	now := b.s.Now().Wall
	for i := range entries {
		entries[i].At, entries[i].By = now, b.s.student()
	}
	return b.db.Post(ctx, entries...)
}

// roster takes a roster in and returns what changed.
func (b courseBook) roster(ctx context.Context, file string, drop bool) (changed []class.Entry, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r, err := class.ReadRoster(f)
	if err != nil {
		return nil, fmt.Errorf("%s:\n%w", file, err)
	}
	c, err := b.now(ctx)
	if err != nil {
		return nil, err
	}
	now := b.s.Now().Wall
	changed = r.Entries(c, now, b.s.student())
	if drop {
		changed = append(changed, r.Dropped(c, now, b.s.student())...)
	}
	for _, row := range r.Rows {
		for _, key := range row.Keys {
			fp, err := serve.Fingerprint(key)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %s: %w", file, row.Line, row.ID, err)
			}
			switch who, ok := c.ByKey(fp); {
			case !ok:
				changed = append(changed, class.Entry{Kind: class.Bind, Student: row.ID, Key: fp})
			case who.ID != row.ID:
				return nil, fmt.Errorf("%s:%d: the key of %s is %s's already; gradcheck class unbind %s frees it", file, row.Line, row.ID, who.ID, fp)
			}
		}
	}
	return changed, b.post(ctx, changed...)
}

// quiz sets a quiz, unless it stands so already.
func (b courseBook) quiz(ctx context.Context, lib *problems.Library, file string) (*class.Quiz, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	q, err := class.ParseQuiz(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s:\n%w", file, err)
	}
	_, known := lib.Exam(q.Exam)
	_, taken := lib.Exam(q.ID)
	switch {
	case !known:
		return nil, fmt.Errorf("%s: no exam %q; gradcheck list shows what there is", file, q.Exam)
	case taken:
		return nil, fmt.Errorf("%s: id: %s is the name of an exam; a quiz needs one of its own", file, q.ID)
	}
	c, err := b.now(ctx)
	if err != nil {
		return nil, err
	}
	if old, ok := c.Quiz(q.ID); ok && strings.TrimSpace(old.Source) == strings.TrimSpace(string(text)) {
		return q, nil
	}
	return q, b.post(ctx, class.Entry{Kind: class.Set, Quiz: q.ID, Text: string(text)})
}
