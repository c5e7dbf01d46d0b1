"use strict";
// The page's only way out: JSON-RPC over postMessage to the host, as MCP Apps (2026-01-26) says it.
// A page outside a chat has another file with the same functions:
//   on(event, listener)    "input" (arguments), "result" (a tool's whole result), "cancelled" (reason), "context", "teardown"
//   connect()              → the host's context; listeners stand before
//   call(tool, arguments)  → its structured answer, or an error: a sentence, `code` where there is one, `isRefusal` where asking again is no use
//   read(uri)              → one content item of a resource, with `text` or `blob`
//   isWholePage()          whether the page stays where there is nothing to show
//   readsResources()       whether `read` is worth trying
//   say(text), openLink(url), download(clip, download, bytes)  → true, or false where the host does not take it
//   requestMode(mode)      → the display mode granted;   reportSize(width, height)
const bridge = (() => {
  const PROTOCOL_VERSION = "2026-01-26";
  const METHOD_NOT_FOUND = -32601;
  const ANSWER_TIMEOUT_MS = 60_000;
  const MESSAGE_TIMEOUT_MS = 5_000;

  const waiting = new Map();
  const listeners = new Map();
  let capabilities = {};
  let context = {};
  let lastId = 0;

  const send = (message) => window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  const notify = (method, params = {}) => send({ method, params });

  const request = (method, params = {}, timeout = ANSWER_TIMEOUT_MS) =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      const timer = setTimeout(() => settle({ id, error: { message: strings.noAnswer } }), timeout);
      waiting.set(id, { resolve, reject, timer });
      send({ id, method, params });
    });

  const settle = ({ id, error, result }) => {
    const waiter = waiting.get(id);
    if (!waiter) return;
    waiting.delete(id);
    clearTimeout(waiter.timer);
    if (error) waiter.reject(Object.assign(new Error(error.message), { code: error.code }));
    else waiter.resolve(result ?? {});
  };

  const emit = (event, value) => (listeners.get(event) ?? []).forEach((listener) => listener(value));

  const on = (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]);

  const NOTIFICATIONS = {
    "ui/notifications/tool-input": (params) => emit("input", params.arguments ?? {}),
    "ui/notifications/tool-result": (params) => emit("result", params),
    "ui/notifications/tool-cancelled": (params) => emit("cancelled", params.reason ?? ""),
    "ui/notifications/host-context-changed": (params) => emit("context", (context = { ...context, ...params })),
  };
  const REQUESTS = {
    ping: () => ({}),
    "ui/resource-teardown": () => (emit("teardown"), {}),
  };

  const answer = ({ id, method }) => {
    const handler = Object.hasOwn(REQUESTS, method) && REQUESTS[method];
    send(handler ? { id, result: handler() } : { id, error: { code: METHOD_NOT_FOUND, message: `${method} is not offered here` } });
  };

  const receive = ({ source, data }) => {
    if (source !== window.parent || data === null || typeof data !== "object" || data.jsonrpc !== "2.0") return;
    if (data.method === undefined) settle(data);
    else if (data.id !== undefined) answer(data);
    else if (Object.hasOwn(NOTIFICATIONS, data.method)) NOTIFICATIONS[data.method](data.params ?? {});
  };

  // Says hello to the host; resolves to the host's context. Listeners must stand before.
  const connect = async () => {
    window.addEventListener("message", receive);
    const hello = await request("ui/initialize", {
      appInfo: { name: "producer-player", version: "1" },
      appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
      protocolVersion: PROTOCOL_VERSION,
    });
    capabilities = hello.hostCapabilities ?? {};
    context = { ...hello.hostContext };
    notify("ui/notifications/initialized");
    return context;
  };

  const { call, read } = requests.over(request);

  const attempt = async (method, params, timeout) => {
    try {
      return !(await request(method, params, timeout)).isError;
    } catch {
      return false;
    }
  };

  // The three below resolve to whether the host took it; a host that stays silent did not.
  const say = (text) => attempt("ui/message", { role: "user", content: [{ type: "text", text }] }, MESSAGE_TIMEOUT_MS);
  const openLink = (url) => attempt("ui/open-link", { url }, MESSAGE_TIMEOUT_MS);
  const download = async (clip, { name, mime }, bytesOf) => {
    try {
      const resource = { uri: `file:///${encodeURIComponent(name)}`, mimeType: mime, blob: bytes.encode(await bytesOf()) };
      return await attempt("ui/download-file", { contents: [{ type: "resource", resource }] });
    } catch {
      return false;
    }
  };

  const requestMode = async (mode) => (await request("ui/request-display-mode", { mode }, MESSAGE_TIMEOUT_MS)).mode;
  const reportSize = (width, height) => notify("ui/notifications/size-changed", { width, height });
  // A host that says what it can and leaves resources out is not asked for them.
  const isWholePage = () => false;

  const readsResources = () => Boolean(capabilities.serverResources) || !capabilities.serverTools;

  return { on, connect, call, read, isWholePage, readsResources, say, openLink, download, requestMode, reportSize };
})();
