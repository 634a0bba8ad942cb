"""An OpenAI chat/completions endpoint with nothing but Python's standard library.

Put your model into `reply`; all else is the format: authentication, streaming, stop texts, errors.
"""

import hmac
import json
import os
import sys
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL = "my-model"
KEY = os.environ.get("MODEL_KEY", "")
PORT = int(os.environ.get("PORT", "4103"))
BODY_BYTES_MAX = 2 * 1024 * 1024


def reply(request):
    """Yields the answer piece by piece: text, or ("name", {...}) to call one of request["tools"]."""
    for word in f"You said: {text_of(request['messages'][-1])}".split(" "):
        yield word + " "


def text_of(message):
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", f"[{part.get('type')}]") for part in content)


class Refusal(Exception):
    """A request that is not answered, in OpenAI's words."""

    def __init__(self, status, code, message, param=None, headers=()):
        super().__init__(message)
        self.status, self.headers = status, dict(headers)
        kind = "server_error" if status >= 500 else "invalid_request_error"
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": code}}


def check(request):
    """Refuses what would otherwise be answered wrongly; fields that are unknown or null pass."""
    if not isinstance(request, dict):
        raise Refusal(400, "invalid_request", "The request body must be a JSON object.")
    messages = request.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Refusal(400, "invalid_request", "'messages' must hold at least one message.", "messages")
    for index, message in enumerate(messages):
        name = f"messages[{index}]"
        if not isinstance(message, dict) or not isinstance(message.get("role"), str):
            raise Refusal(400, "invalid_request", f"'{name}' must be an object with a role.", name)
        content = message.get("content")
        parts = content if isinstance(content, list) else []
        if content is not None and not isinstance(content, (str, list)) or any(
            not isinstance(part, dict) for part in parts
        ):
            raise Refusal(400, "invalid_request", f"'{name}.content' must be text or parts.", f"{name}.content")
    for field in ("max_tokens", "max_completion_tokens"):
        limit = request.get(field)
        if limit is not None and (not isinstance(limit, int) or limit < 1):
            raise Refusal(400, "invalid_request", f"'{field}' must be a whole number from 1 on.", field)
    if not all(isinstance(stop, str) for stop in stops_of(request)):
        raise Refusal(400, "invalid_request", "'stop' must be a text or an array of texts.", "stop")
    for field in ("stream_options", "response_format"):
        if not isinstance(request.get(field) or {}, dict):
            raise Refusal(400, "invalid_request", f"'{field}' must be an object.", field)
    if request.get("model") not in (None, MODEL):
        raise Refusal(404, "model_not_found", f'There is no such model here; there is "{MODEL}".', "model")
    if request.get("n") not in (None, 1):
        raise Refusal(400, "unsupported_value", "This server gives one choice: 'n' must be 1.", "n")
    if (request.get("response_format") or {"type": "text"}).get("type") != "text":
        raise Refusal(400, "unsupported_parameter", "'response_format' is not supported here.", "response_format")


def stops_of(request):
    stop = request.get("stop") or []
    return [text for text in (stop if isinstance(stop, list) else [stop]) if text != ""]


def with_stops(pieces, stops):
    """The pieces up to the first stop text, wherever it is cut; holds back what may begin one."""
    held = ""
    for piece in pieces:
        if not isinstance(piece, str):
            if held:
                yield held
            held = ""
            yield piece
            continue
        held += piece
        found = [(held.index(stop) + len(stop), held.index(stop)) for stop in stops if stop in held]
        if found:
            before = held[: min(found)[1]]
            if before:
                yield before
            return
        keep = max(
            (size for stop in stops for size in range(1, len(stop)) if held.endswith(stop[:size])),
            default=0,
        )
        ready, held = held[: len(held) - keep], held[len(held) - keep :]
        if ready:
            yield ready
    if held:
        yield held


class Answer:
    """One answer: its deltas as they come, then how it ended and what it took."""

    def __init__(self, request):
        self.pieces = reply(request)
        self.stops = stops_of(request)
        self.limit = request.get("max_completion_tokens") or request.get("max_tokens")
        self.prompt = sum(len(text_of(message).split()) for message in request["messages"])
        self.tokens, self.calls, self.reason = 0, 0, None

    def deltas(self):
        """The role waits for the first piece, so that a reply which fails at once still has a status."""
        try:
            for number, piece in enumerate(with_stops(self.pieces, self.stops)):
                if number == 0:
                    yield {"role": "assistant", "content": "" if isinstance(piece, str) else None}
                if self.limit and self.tokens >= self.limit:
                    self.reason = "length"
                    return
                self.tokens += 1
                if isinstance(piece, str):
                    yield {"content": piece}
                else:
                    yield from self.call(*piece)
            if self.tokens == 0:
                yield {"role": "assistant", "content": ""}
        finally:
            # Also when the caller has left: whatever the reply holds is let go now.
            self.pieces.close()

    def call(self, name, arguments):
        index, self.calls = self.calls, self.calls + 1
        begin = {"index": index, "id": f"call_{uuid.uuid4().hex}", "type": "function"}
        yield {"tool_calls": [{**begin, "function": {"name": name, "arguments": ""}}]}
        yield {"tool_calls": [{"index": index, "function": {"arguments": json.dumps(arguments)}}]}

    def finish_reason(self):
        return self.reason or ("tool_calls" if self.calls else "stop")

    def usage(self):
        """Words, where a model would count tokens."""
        total = self.prompt + self.tokens
        return {"prompt_tokens": self.prompt, "completion_tokens": self.tokens, "total_tokens": total}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # A write for each piece, sent at once.
    disable_nagle_algorithm = True

    def route(self):
        self.begun = False
        try:
            method, answer = ROUTES.get(self.path.split("?", 1)[0], (None, None))
            if method is None:
                raise Refusal(404, "not_found", "Nothing is here. Post to /v1/chat/completions.")
            if self.command != method:
                raise Refusal(405, "method_not_allowed", f"Use {method} here.", headers={"Allow": method})
            self.authenticate()
            answer(self)
        except ConnectionError:
            self.close_connection = True  # The caller has left; the reply was closed on the way here.
        except Refusal as refusal:
            self.refuse(refusal)
        except Exception as error:  # pylint: disable=broad-except
            print(f"The reply failed: {error!r}", file=sys.stderr)
            self.refuse(Refusal(500, "model_failed", "The model failed to answer this request."))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = route

    def authenticate(self):
        given = [self.headers.get("x-api-key") or ""]
        scheme, _, token = (self.headers.get("authorization") or "").partition(" ")
        if scheme.lower() == "bearer":
            given.append(token.strip())
        if not any(hmac.compare_digest(key.encode(), KEY.encode()) for key in given):
            message = "Send the right credential as `Authorization: Bearer KEY` or `x-api-key: KEY`."
            raise Refusal(401, "invalid_api_key", message, headers={"WWW-Authenticate": "Bearer"})

    def list_models(self):
        model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "you"}
        self.send_json(200, {"object": "list", "data": [model]})

    def complete(self):
        request = self.read_request()
        check(request)
        answer = Answer(request)
        envelope = {"id": f"chatcmpl-{uuid.uuid4()}", "created": int(time.time()), "model": MODEL}
        if request.get("stream"):
            self.stream(envelope, answer, (request.get("stream_options") or {}).get("include_usage"))
        else:
            self.send_whole(envelope, answer)

    def stream(self, envelope, answer, include_usage):
        def chunk(choices, usage=None):
            more = {"usage": usage} if include_usage else {}
            return {**envelope, "object": "chat.completion.chunk", "choices": choices, **more}

        def choice(delta, reason=None):
            return [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}]

        deltas = answer.deltas()
        try:
            for delta in deltas:
                self.send_event(json.dumps(chunk(choice(delta))))
        finally:
            deltas.close()
        self.send_event(json.dumps(chunk(choice({}, answer.finish_reason()))))
        if include_usage:
            self.send_event(json.dumps(chunk([], answer.usage())))
        self.send_event("[DONE]")
        self.end_stream()

    def send_whole(self, envelope, answer):
        message = {"role": "assistant", "content": None, "refusal": None}
        calls = []
        for delta in answer.deltas():
            if "content" in delta and delta["content"] is not None:
                message["content"] = (message["content"] or "") + delta["content"]
            for part in delta.get("tool_calls", []):
                if "id" in part:
                    calls.append({key: part[key] for key in ("id", "type", "function")})
                else:
                    calls[-1]["function"]["arguments"] += part["function"]["arguments"]
        if calls:
            message["tool_calls"] = calls
        reason = answer.finish_reason()
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
        body = {"object": "chat.completion", "choices": [choice], "usage": answer.usage()}
        self.send_json(200, {**envelope, **body})

    def read_request(self):
        length = self.headers.get("content-length")
        if length is None or not length.isdigit():
            raise Refusal(411, "length_required", "Send the body with a Content-Length.", headers={"Connection": "close"})
        if int(length) > BODY_BYTES_MAX:
            raise Refusal(413, "request_too_large", "The request is larger than 2 MB.", headers={"Connection": "close"})
        try:
            return json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            raise Refusal(400, "invalid_json", "The request body is not JSON.") from None

    def refuse(self, refusal):
        if self.begun:
            self.send_event(json.dumps(refusal.body))
            self.end_stream()
        else:
            # What was not read of the request must not be taken for the next one.
            self.send_json(refusal.status, refusal.body, {"Connection": "close", **refusal.headers})

    def send_json(self, status, body, headers=()):
        data = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(data), **dict(headers)}.items():
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(data)

    def send_event(self, data):
        if not self.begun:
            self.begun = True
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.send_header("Cache-Control", "no-cache")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
        self.send_chunk(f"data: {data}\n\n".encode())

    def end_stream(self):
        self.send_chunk(b"")

    def send_chunk(self, data):
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def log_message(self, *_arguments):
        """Nothing: a log of prompts and keys is a leak in waiting."""


ROUTES = {
    prefix + path: (method, answer)
    for prefix in ("", "/v1")
    for path, method, answer in (
        ("/models", "GET", Handler.list_models),
        ("/chat/completions", "POST", Handler.complete),
    )
}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    if not KEY:
        sys.exit("MODEL_KEY is empty: set it to the credential that callers must send.")
    server = Server(("127.0.0.1", PORT), Handler)
    print(f"http://127.0.0.1:{server.server_port}/v1 serves {MODEL}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
