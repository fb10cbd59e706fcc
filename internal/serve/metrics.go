package serve

import (
	"fmt"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what an operator watches. They have a registry of their own, so
// that two servers in one process do not meet.
type metrics struct {
	registry    *prometheus.Registry
	connections prometheus.Gauge
	sessions    prometheus.Gauge
	refused     *prometheus.CounterVec
	entered     prometheus.Counter
	storeErrors prometheus.Counter
	closed      prometheus.Counter
	start       prometheus.Histogram
	update      prometheus.Histogram
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry:    prometheus.NewRegistry(),
		connections: prometheus.NewGauge(prometheus.GaugeOpts{Name: "gradcheck_connections", Help: "Open connections."}),
		sessions:    prometheus.NewGauge(prometheus.GaugeOpts{Name: "gradcheck_sessions", Help: "Sessions with a program."}),
		refused:     prometheus.NewCounterVec(prometheus.CounterOpts{Name: "gradcheck_refused_total", Help: "What was refused, by which limit."}, []string{"limit"}),
		entered:     prometheus.NewCounter(prometheus.CounterOpts{Name: "gradcheck_entered_total", Help: "Sessions begun."}),
		storeErrors: prometheus.NewCounter(prometheus.CounterOpts{Name: "gradcheck_store_errors_total", Help: "Calls of the store by the server itself that failed."}),
		closed:      prometheus.NewCounter(prometheus.CounterOpts{Name: "gradcheck_closed_total", Help: "Attempts closed at their deadline with nobody there."}),
		start: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "gradcheck_start_seconds", Help: "From the request for a terminal to the program running.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 14)}),
		update: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "gradcheck_update_seconds", Help: "Handling of one message of a session.",
			Buckets: prometheus.ExponentialBuckets(0.00001, 2, 16)}),
	}
	m.registry.MustRegister(m.connections, m.sessions, m.refused, m.entered, m.storeErrors, m.closed, m.start, m.update,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Admin is the operator's side over HTTP: /metrics, /health and, if asked for,
// /debug/pprof/. It is meant for a loopback address.
func (s *Server) Admin(profile bool) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/health", s.health)
	if profile {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	return mux
}

// health says whether the store answers and students are let in.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	begin := time.Now()
	_, err := s.Store.LastBeat(r.Context())
	s.mu.Lock()
	closing, n := s.closing, len(s.sessions)
	s.mu.Unlock()
	switch {
	case err != nil:
		http.Error(w, "the store does not answer: "+err.Error(), http.StatusServiceUnavailable)
	case closing:
		http.Error(w, "closing", http.StatusServiceUnavailable)
	default:
		fmt.Fprintf(w, "ok\nsessions %d\nstore %v\n", n, time.Since(begin).Round(10*time.Microsecond))
	}
}
