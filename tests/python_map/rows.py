"""What stands here for each name of CPython's socketserver.

A row is (Python's name, our file, the text that declares it there, the difference).
Without a file there is nothing of ours, and the last column says why.
"""

_BASE = "chapters/03_class_hierarchy/base_server.h"
_TCP = "chapters/03_class_hierarchy/tcp_server.h"
_UDP = "chapters/03_class_hierarchy/udp_server.h"
_UNIX_STREAM = "chapters/03_class_hierarchy/unix_stream_server.h"
_UNIX_DATAGRAM = "chapters/03_class_hierarchy/unix_datagram_server.h"
_OPTIONS = "chapters/03_class_hierarchy/server_options.h"
_HANDLER = "chapters/03_class_hierarchy/request_handler.h"
_STREAM = "chapters/03_class_hierarchy/stream_request_handler.h"
_DATAGRAM = "chapters/03_class_hierarchy/datagram_request_handler.h"
_WRITER = "chapters/03_class_hierarchy/writer.h"
_RUN = "chapters/03_class_hierarchy/run_state.h"
_SELECTOR = "chapters/02_selector_loop/poll_selector.h"
_THREADING = "chapters/04_mixins/threading_mix_in.h"
_THREADS = "chapters/04_mixins/request_threads.h"
_THREADING_SERVERS = "chapters/04_mixins/threading_servers.h"
_FORKING = "chapters/04_mixins/forking_mix_in.h"
_FORKING_SERVERS = "chapters/04_mixins/forking_servers.h"

_CONSTRUCTOR = "no virtual call in a constructor: it calls its own class's versions"
_SAME = ""

ROWS = [
    ("__version__", None, None, "CPython's own"),
    ("__all__", None, None, "what a header declares is what it offers"),
    ("_ServerSelector", _SELECTOR, "class PollSelector", "always poll"),
    ("BaseServer", _BASE, "class BaseServer {", _SAME),
    (
        "BaseServer.timeout",
        _BASE,
        "virtual Timeout timeout() const",
        "from ServerOptions, or answered by a derived class",
    ),
    (
        "BaseServer.__init__",
        _BASE,
        "  BaseServer(const Address& server_address, RequestHandlerClass handler,",
        "takes the options, too",
    ),
    (
        "BaseServer.server_address",
        _BASE,
        "const Address& server_address() const",
        "read only",
    ),
    (
        "BaseServer.RequestHandlerClass",
        _BASE,
        "RequestHandlerClass handler_class_;",
        "a function that runs a handler, since a class is no value in C++",
    ),
    (
        "BaseServer.__is_shut_down",
        _RUN,
        "class RunState {",
        "knows more states than an event: before, in and after a run",
    ),
    (
        "BaseServer.__shutdown_request",
        _RUN,
        "void shutdown() noexcept {",
        "an eventfd, so that the loop wakes up at once",
    ),
    (
        "BaseServer.server_activate",
        _TCP,
        "virtual void server_activate();",
        "declared where there is a socket",
    ),
    (
        "BaseServer.serve_forever",
        _BASE,
        "void serve_forever(Timeout poll_interval = std::nullopt);",
        "the interval only paces service_actions; none by default",
    ),
    (
        "BaseServer.shutdown",
        _BASE,
        "void shutdown() noexcept",
        "legal in every state and from every thread",
    ),
    ("BaseServer.service_actions", _BASE, "virtual void service_actions();", _SAME),
    (
        "BaseServer.handle_request",
        _BASE,
        "void handle_request();",
        _SAME,
    ),
    (
        "BaseServer._handle_request_noblock",
        _BASE,
        "void handle_request_noblock(ListenerWatch& listener);",
        "private",
    ),
    ("BaseServer.handle_timeout", _BASE, "virtual void handle_timeout();", _SAME),
    (
        "BaseServer.verify_request",
        _BASE,
        "virtual bool verify_request(const Request& request,",
        _SAME,
    ),
    (
        "BaseServer.process_request",
        _BASE,
        "virtual void process_request(Request& request, const Address& client_address);",
        "the request is moved from by whoever hands it on",
    ),
    ("BaseServer.server_close", _BASE, "virtual void server_close() = 0;", _SAME),
    (
        "BaseServer.finish_request",
        _BASE,
        "virtual void finish_request(Request& request, const Address& client_address);",
        _SAME,
    ),
    (
        "BaseServer.shutdown_request",
        _BASE,
        "virtual void shutdown_request(Request& request);",
        _SAME,
    ),
    (
        "BaseServer.close_request",
        _BASE,
        "virtual void close_request(Request& request);",
        _SAME,
    ),
    (
        "BaseServer.handle_error",
        _BASE,
        "virtual void handle_error(Request& request, const Address& client_address);",
        "what it throws itself doesn't end the server",
    ),
    (
        "BaseServer.__enter__",
        _BASE,
        "virtual ~BaseServer() = default;",
        "a scope needs no method to begin",
    ),
    ("BaseServer.__exit__", _TCP, "~TCPServer() override;", "the destructor closes"),
    ("TCPServer", _TCP, "class TCPServer : public BaseServer {", _SAME),
    (
        "TCPServer.address_family",
        _TCP,
        "bool unix_address;",
        "that of the address; a class says only whether it is a Unix one, so IPv6 needs no class of its own",
    ),
    ("TCPServer.socket_type", _TCP, "int socket_type;", _SAME),
    (
        "TCPServer.request_queue_size",
        _OPTIONS,
        "int request_queue_size",
        "as long as the kernel allows, as in Python 3.15",
    ),
    (
        "TCPServer.allow_reuse_address",
        _OPTIONS,
        "allow_reuse_address =",
        "on for TCP: a restarted server gets its port back",
    ),
    ("TCPServer.allow_reuse_port", _OPTIONS, "bool allow_reuse_port", _SAME),
    (
        "TCPServer.__init__",
        _TCP,
        "  TCPServer(const Address& server_address, RequestHandlerClass handler,",
        _CONSTRUCTOR,
    ),
    (
        "TCPServer.socket",
        _TCP,
        "int fileno() const override",
        "only its descriptor is shown",
    ),
    ("TCPServer.server_bind", _TCP, "virtual void server_bind();", _SAME),
    (
        "TCPServer.server_address",
        _BASE,
        "void set_server_address(const Address& address)",
        "as getsockname says",
    ),
    ("TCPServer.server_activate", _TCP, "virtual void server_activate();", _SAME),
    (
        "TCPServer.server_close",
        _TCP,
        "void server_close() override;",
        "may be called twice",
    ),
    ("TCPServer.fileno", _TCP, "int fileno() const override", "-1 once it is closed"),
    (
        "TCPServer.get_request",
        _TCP,
        "ClientRequest get_request() override;",
        "never blocks",
    ),
    (
        "TCPServer.shutdown_request",
        _TCP,
        "void shutdown_request(Request& request) override;",
        _SAME,
    ),
    (
        "TCPServer.close_request",
        _TCP,
        "void close_request(Request& request) override;",
        _SAME,
    ),
    ("UDPServer", _UDP, "class UDPServer : public TCPServer {", _SAME),
    (
        "UDPServer.allow_reuse_address",
        _OPTIONS,
        "allow_reuse_address =",
        "off, too: two servers would share a port",
    ),
    ("UDPServer.allow_reuse_port", _OPTIONS, "bool allow_reuse_port", _SAME),
    ("UDPServer.socket_type", _TCP, "int socket_type;", _SAME),
    ("UDPServer.max_packet_size", _OPTIONS, "std::size_t max_packet_size", _SAME),
    ("UDPServer.get_request", _UDP, "ClientRequest get_request() override;", _SAME),
    ("UDPServer.server_activate", _UDP, "void server_activate() override;", _SAME),
    (
        "UDPServer.shutdown_request",
        _UDP,
        "void shutdown_request(Request& request) override;",
        _SAME,
    ),
    (
        "UDPServer.close_request",
        _UDP,
        "void close_request(Request& request) override;",
        _SAME,
    ),
    (
        "ForkingMixIn",
        _FORKING,
        "class ForkingMixIn final : public Base {",
        "a class template, and final",
    ),
    (
        "ForkingMixIn.timeout",
        _FORKING,
        "Timeout timeout = std::chrono::seconds(300);",
        _SAME,
    ),
    (
        "ForkingMixIn.active_children",
        _FORKING,
        "std::set<pid_t> active_children() const",
        "a copy",
    ),
    (
        "ForkingMixIn.max_children",
        _FORKING,
        "std::size_t max_children = 40;",
        "pauses accepting instead of blocking the loop",
    ),
    ("ForkingMixIn.block_on_close", _FORKING, "bool block_on_close = true;", _SAME),
    (
        "ForkingMixIn.collect_children",
        _FORKING,
        "void collect_children(bool blocking = false)",
        "by pidfd, and never another's child",
    ),
    ("ForkingMixIn.handle_timeout", _FORKING, "void handle_timeout() override", _SAME),
    (
        "ForkingMixIn.service_actions",
        _FORKING,
        "void service_actions() override",
        "children are reaped as they end; this looks after those without a pidfd",
    ),
    (
        "ForkingMixIn.process_request",
        _FORKING,
        "void process_request(Request& request,",
        _SAME,
    ),
    ("ForkingMixIn.server_close", _FORKING, "void server_close() override", _SAME),
    ("_Threads", _THREADS, "class RequestThreads {", _SAME),
    (
        "_Threads.append",
        _THREADS,
        "void start(Request& request, const Address& client_address);",
        "starts it, too",
    ),
    ("_Threads.pop_all", None, None, "join takes them one by one"),
    ("_Threads.join", _THREADS, "void join();", "callable from one of the threads"),
    (
        "_Threads.reap",
        _THREADS,
        "void end(Thread& self);",
        "by each thread as it ends, not by the next request",
    ),
    ("_NoThreads", None, None, "an empty list does as well"),
    ("_NoThreads.append", None, None, "as above"),
    ("_NoThreads.join", None, None, "as above"),
    (
        "ThreadingMixIn",
        _THREADING,
        "class ThreadingMixIn final : public Base {",
        "a class template, and final",
    ),
    (
        "ThreadingMixIn.daemon_threads",
        _THREADS,
        "bool daemon_threads = false;",
        "connections are cut off and the threads joined: none may outlive the server",
    ),
    ("ThreadingMixIn.block_on_close", _THREADS, "bool block_on_close = true;", _SAME),
    ("ThreadingMixIn._threads", _THREADING, "RequestThreads threads_{", _SAME),
    (
        "ThreadingMixIn.process_request_thread",
        _THREADING,
        "void process_request_thread(Request& request,",
        "private, and noexcept",
    ),
    (
        "ThreadingMixIn.process_request",
        _THREADING,
        "void process_request(Request& request,",
        _SAME,
    ),
    (
        "ThreadingMixIn.server_close",
        _THREADING,
        "void server_close() override",
        "waits before a datagram server's socket is closed",
    ),
    ("ForkingUDPServer", _FORKING_SERVERS, "using ForkingUDPServer =", _SAME),
    ("ForkingTCPServer", _FORKING_SERVERS, "using ForkingTCPServer =", _SAME),
    (
        "ForkingUnixStreamServer",
        _FORKING_SERVERS,
        "using ForkingUnixStreamServer =",
        "in Python from 3.12 on",
    ),
    (
        "ForkingUnixDatagramServer",
        _FORKING_SERVERS,
        "using ForkingUnixDatagramServer =",
        "in Python from 3.12 on",
    ),
    ("ThreadingUDPServer", _THREADING_SERVERS, "using ThreadingUDPServer =", _SAME),
    ("ThreadingTCPServer", _THREADING_SERVERS, "using ThreadingTCPServer =", _SAME),
    (
        "UnixStreamServer",
        _UNIX_STREAM,
        "class UnixStreamServer : public TCPServer {",
        _SAME,
    ),
    ("UnixStreamServer.address_family", _TCP, "bool unix_address;", _SAME),
    (
        "UnixDatagramServer",
        _UNIX_DATAGRAM,
        "class UnixDatagramServer : public UDPServer {",
        _SAME,
    ),
    ("UnixDatagramServer.address_family", _TCP, "bool unix_address;", _SAME),
    (
        "ThreadingUnixStreamServer",
        _THREADING_SERVERS,
        "using ThreadingUnixStreamServer =",
        _SAME,
    ),
    (
        "ThreadingUnixDatagramServer",
        _THREADING_SERVERS,
        "using ThreadingUnixDatagramServer =",
        _SAME,
    ),
    ("BaseRequestHandler", _HANDLER, "class BaseRequestHandler {", _SAME),
    (
        "BaseRequestHandler.__init__",
        _HANDLER,
        "void run_handler(BaseRequestHandler& handler);",
        "a constructor can't run handle(); a function constructs and then runs",
    ),
    (
        "BaseRequestHandler.request",
        _HANDLER,
        "  Request& request;",
        "a connection or a datagram",
    ),
    (
        "BaseRequestHandler.client_address",
        _HANDLER,
        "  const Address& client_address;",
        _SAME,
    ),
    ("BaseRequestHandler.server", _HANDLER, "  BaseServer& server;", _SAME),
    ("BaseRequestHandler.setup", _HANDLER, "virtual void setup() {}", _SAME),
    ("BaseRequestHandler.handle", _HANDLER, "virtual void handle() {}", _SAME),
    ("BaseRequestHandler.finish", _HANDLER, "virtual void finish() {}", _SAME),
    (
        "StreamRequestHandler",
        _STREAM,
        "class StreamRequestHandler : public BaseRequestHandler {",
        _SAME,
    ),
    (
        "StreamRequestHandler.rbufsize",
        _STREAM,
        "std::size_t rbufsize = 8192;",
        "given as an option; the size that Python's -1 means",
    ),
    (
        "StreamRequestHandler.wbufsize",
        _STREAM,
        "std::size_t wbufsize = 0;",
        "given as an option",
    ),
    (
        "StreamRequestHandler.timeout",
        _STREAM,
        "Timeout timeout = std::nullopt;",
        "given as an option",
    ),
    (
        "StreamRequestHandler.disable_nagle_algorithm",
        _STREAM,
        "bool disable_nagle_algorithm =",
        "given as an option",
    ),
    (
        "StreamRequestHandler.setup",
        _STREAM,
        "void setup() override;",
        "the files are there from construction on",
    ),
    (
        "StreamRequestHandler.connection",
        _STREAM,
        "int connection() const",
        "its descriptor",
    ),
    ("StreamRequestHandler.rfile", _STREAM, "  Reader rfile;", _SAME),
    ("StreamRequestHandler.wfile", _STREAM, "  Writer wfile;", _SAME),
    (
        "StreamRequestHandler.finish",
        _STREAM,
        "void finish() override;",
        "a flush that fails is reported",
    ),
    ("_SocketWriter", _WRITER, "class Writer {", "buffered or not, the same class"),
    (
        "_SocketWriter.__init__",
        _WRITER,
        "Writer(int socket, std::size_t buffer_size, Timeout timeout);",
        _SAME,
    ),
    ("_SocketWriter._sock", _WRITER, "int socket_ = -1;", _SAME),
    ("_SocketWriter.writable", None, None, "a Writer always is"),
    (
        "_SocketWriter.write",
        _WRITER,
        "std::size_t write(std::string_view bytes);",
        "all of it, as sendall",
    ),
    ("_SocketWriter.fileno", _WRITER, "int fileno() const", _SAME),
    (
        "DatagramRequestHandler",
        _DATAGRAM,
        "class DatagramRequestHandler : public BaseRequestHandler {",
        _SAME,
    ),
    (
        "DatagramRequestHandler.setup",
        _DATAGRAM,
        "  DatagramRequestHandler(Request& its_request, const Address& client,",
        "done by the constructor",
    ),
    (
        "DatagramRequestHandler.packet",
        _DATAGRAM,
        "const Datagram& packet;",
        "with the socket that it came from",
    ),
    (
        "DatagramRequestHandler.socket",
        _DATAGRAM,
        "const Datagram& packet;",
        "a part of the packet",
    ),
    ("DatagramRequestHandler.rfile", _DATAGRAM, "  Reader rfile;", _SAME),
    ("DatagramRequestHandler.wfile", _DATAGRAM, "  Writer wfile;", _SAME),
    (
        "DatagramRequestHandler.finish",
        _DATAGRAM,
        "void finish() override;",
        _SAME,
    ),
]
