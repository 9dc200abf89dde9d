#!/usr/bin/env bash
# InfluxDB 1.6.7 behind a reverse proxy of Go's standard library, as Grafana 9.5 uses it for InfluxQL from a browser:
# up to 2% of the queries by POST ("httpMode: POST" in the data source) return 200 with a truncated body, so a panel
# or a variable's list is empty. The same queries by GET all succeed, and so do those by POST without the proxy.
# Cause: the proxy's server closes the request's body as soon as it writes the head of the response. InfluxDB 1.x
# answers so fast that the proxy's client has not read the end of that body yet, and it drops the connection
# ("invalid Read on closed Body"). Not seen with InfluxDB 2.9.1, which answers more slowly. Needs Go, and apt-get and
# dpkg for Debian's influxdb. Exits with 1 if it behaves differently.
set -euo pipefail
folder=$(mktemp -d)
trap '[ -z "${server:-}" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq influxdb=1.6.7~rc0-1+b13
dpkg -x influxdb_*.deb influxdb
cat > influxdb.conf <<CONF
reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
  dir = "$folder/meta"
[data]
  dir = "$folder/data"
  wal-dir = "$folder/wal"
[http]
  bind-address = "127.0.0.1:18286"
CONF
influxdb/usr/bin/influxd -config influxdb.conf >influxd.log 2>&1 &
server=$!
cat > go.mod <<'MOD'
module post
go 1.21
MOD
cat > main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const requests, workers = 20000, 8
const statement = `SELECT "a" FROM (SELECT last("v") AS n FROM m GROUP BY a), (SELECT last(v) AS n FROM n GROUP BY a)`

func main() {
	log.SetOutput(io.Discard)
	influxdb, _ := url.Parse("http://127.0.0.1:18286")
	for tries := 0; ; tries++ {
		if answer, err := http.Get(influxdb.String() + "/ping"); err == nil {
			answer.Body.Close()
			break
		}
		if tries > 100 {
			fmt.Println("influxd does not answer")
			os.Exit(2)
		}
		time.Sleep(100 * time.Millisecond)
	}
	proxy := httptest.NewServer(httputil.NewSingleHostReverseProxy(influxdb))
	defer proxy.Close()
	direct := cut(influxdb.String(), "POST")
	post, get := cut(proxy.URL, "POST"), cut(proxy.URL, "GET")
	fmt.Printf("%s, cut off of %d: POST %d directly, %d by the proxy; GET %d by the proxy\n",
		runtime.Version(), requests, direct, post, get)
	if direct != 0 || post == 0 || get != 0 {
		os.Exit(1)
	}
}

// cut returns how many answers to the same statement end before they are over. A request's head and body go out one
// after the other, as most clients send them.
func cut(address, method string) int64 {
	var number, started atomic.Int64
	query := url.Values{"q": {statement}}.Encode()
	head, body := "GET /query?"+query+" HTTP/1.1\r\nHost: x\r\n\r\n", ""
	if method == "POST" {
		head = fmt.Sprintf("POST /query HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"+
			"Content-Type: application/x-www-form-urlencoded\r\n\r\n", len(query))
		body = query
	}
	var all sync.WaitGroup
	for worker := 0; worker < workers; worker++ {
		all.Add(1)
		go func() {
			defer all.Done()
			connection := &connection{host: strings.TrimPrefix(address, "http://")}
			for started.Add(1) <= requests {
				if !connection.isAnswered(head, body) {
					number.Add(1)
				}
			}
		}()
	}
	all.Wait()
	return number.Load()
}

// connection is kept alive until an answer is cut off.
type connection struct {
	host   string
	open   net.Conn
	reader *bufio.Reader
}

func (kept *connection) isAnswered(head, body string) bool {
	if kept.open == nil {
		kept.open, _ = net.Dial("tcp", kept.host)
		kept.reader = bufio.NewReader(kept.open)
	}
	io.WriteString(kept.open, head)
	if body != "" {
		time.Sleep(100 * time.Microsecond)
		io.WriteString(kept.open, body)
	}
	answer, err := http.ReadResponse(kept.reader, nil)
	if err == nil {
		_, err = io.ReadAll(answer.Body)
	}
	if err != nil {
		kept.open.Close()
		kept.open = nil
	}
	return err == nil
}
GO
GOTOOLCHAIN=go1.21.13 go run .
