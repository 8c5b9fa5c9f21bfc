namespace UniversalApprox.Charts.Follow

open System
open System.IO
open System.Net
open System.Net.Sockets
open System.Security.Cryptography
open System.Text
open System.Threading.Tasks
open UniversalApprox.Core

/// The answer to a request.
[<Struct>]
type internal Reply = { Status: int; Kind: string; Body: string }

module internal Reply =
    let ok kind body = { Status = 200; Kind = kind; Body = body }
    let words status body = { Status = status; Kind = "text/plain"; Body = body }

/// Serves texts on 127.0.0.1 to those who know its token. It is the listener of .NET's own library: PowerShell brings no
/// ASP.NET Core, so a module could not count on it.
[<Sealed>]
type internal LocalServer private (listener: HttpListener, port: int, answer: string -> string -> Reply) =
    let token = RandomNumberGenerator.GetBytes 24 |> Convert.ToHexStringLower
    let host = $"127.0.0.1:{port}"

    static let freePort () =
        use probe = new TcpListener(IPAddress.Loopback, 0)
        probe.Start()
        (probe.LocalEndpoint :?> IPEndPoint).Port

    static let tryListen (port: int) =
        let listener = new HttpListener()
        listener.Prefixes.Add $"http://127.0.0.1:{port}/"

        try
            listener.Start()
            Some listener
        with
        | :? HttpListenerException
        | :? SocketException ->
            listener.Close()
            None

    /// Another program may take a free port first.
    static let rec listenAnywhere attempts =
        let port = freePort ()

        match tryListen port with
        | Some listener -> struct (listener, port)
        | None when attempts > 1 -> listenAnywhere (attempts - 1)
        | None -> raise (IOException "No port of 127.0.0.1 can be listened on.")

    let isToken (given: string) =
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes given, Encoding.UTF8.GetBytes token)

    let replyTo (request: HttpListenerRequest) =
        let path = request.Url.AbsolutePath.Split('/', 3)

        if request.UserHostName <> host then
            // The name of another site may lead to this machine.
            Reply.words 403 "This address is not the one that was written."
        elif path.Length < 3 || not (isToken path[1]) then
            Reply.words 403 "The token is missing or wrong. Open the whole address that was written."
        elif request.HttpMethod <> "GET" && request.HttpMethod <> "HEAD" then
            Reply.words 405 "This page is only read."
        else
            answer path[2] (request.QueryString["have"] |> Option.ofObj |> Option.defaultValue "")

    let send (context: HttpListenerContext) =
        let reply =
            try
                replyTo context.Request
            with error ->
                Reply.words 500 error.Message

        let response = context.Response
        let body = Encoding.UTF8.GetBytes reply.Body

        try
            response.StatusCode <- reply.Status
            response.ContentType <- reply.Kind + "; charset=utf-8"
            response.Headers["Cache-Control"] <- "no-store"
            response.Headers["Referrer-Policy"] <- "no-referrer"
            response.Headers["X-Content-Type-Options"] <- "nosniff"
            response.Headers["Content-Security-Policy"] <- "frame-ancestors 'none'"
            response.Headers["Cross-Origin-Resource-Policy"] <- "same-origin"

            if reply.Status = 204 || context.Request.HttpMethod = "HEAD" then
                response.Close()
            else
                response.ContentLength64 <- body.LongLength
                response.Close(body, true)
        with
        // The reader has gone.
        | :? HttpListenerException
        | :? IOException
        | :? ObjectDisposedException -> ()

    let accept () =
        task {
            while listener.IsListening do
                try
                    let! context = listener.GetContextAsync()
                    Task.Run(fun () -> send context) |> ignore
                with
                // One request failed, or the server is closed.
                | :? HttpListenerException
                | :? ObjectDisposedException
                | :? InvalidOperationException -> ()
        }

    /// Listens on this port, or on a free one. `answer` has the reply to a path below the token, and to the value of ?have; it may
    /// be called by several threads at once.
    static member Start(port: int option, answer) =
        port |> Option.iter (Check.inRange "Port" 1 65535)

        let struct (listener, chosen) =
            match port with
            | None -> listenAnywhere 20
            | Some port ->
                match tryListen port with
                | Some listener -> struct (listener, port)
                | None ->
                    let name = Check.named "Port"

                    Check.because
                        "Port"
                        $"{name} {port} of 127.0.0.1 is in use, or must not be used. Take another, or none: then a free one is chosen."

        let server = new LocalServer(listener, chosen, answer)
        server.Listen()
        server

    member private _.Listen() = accept () |> ignore

    /// The address with the token, which ends with a slash.
    member _.Address = Uri $"http://{host}/{token}/"

    interface IDisposable with
        member _.Dispose() = listener.Close()
