// A host on the published AppBridge: calls a tool of our server and shows the tool's page behind a sandbox on another origin.
import { AppBridge, PostMessageTransport, RESOURCE_MIME_TYPE, getToolUiResourceUri } from "@modelcontextprotocol/ext-apps/app-bridge";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

type Order = {
  server: string; token: string; sandbox: string; policy: string; tool: string; arguments: object; width: number;
  result?: object | null; // told in place of a call; null: no result yet
  context: any; // the host context that the page is told
  messages: "accept" | "refuse" | "fail" | "ignore"; // what becomes of ui/message
  fails: string[]; // methods this host does not know
};

// A host's variables as Claude and VS Code set them, by theme: a page must read well on them.
const HOST_VARIABLES: Record<string, Record<string, string>> = {
  light: { "--color-background-primary": "#ffffff", "--color-text-primary": "#141413", "--font-sans": "system-ui, sans-serif" },
  dark: { "--color-background-primary": "#1f1e1d", "--color-text-primary": "#faf9f5", "--font-sans": "system-ui, sans-serif" },
};
const capabilities = { extensions: { "io.modelcontextprotocol/ui": { mimeTypes: [RESOURCE_MIME_TYPE] } } } as any;

class Host {
  /** Everything the page asked for, in its order. */
  requests: { method: string; params: any }[] = [];
  messages: any[] = [];
  failures: string[] = [];
  frame!: HTMLIFrameElement;
  bridge!: AppBridge;
  tools: any[] = [];
  constructor(readonly order: Order, readonly client: Client) {}

  static async open(order: Order): Promise<Host> {
    const client = new Client({ name: "bench-host", version: "1" }, { capabilities });
    const requestInit = { headers: { authorization: `Bearer ${order.token}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL(order.server), { requestInit }));
    const host = new Host(order, client);
    host.tools = (await client.listTools()).tools;
    return host;
  }

  /** A frame with the page of the tool; resolves when the page says that it is there. */
  async show(result: object | null = null, given = this.order.arguments): Promise<void> {
    const uri = getToolUiResourceUri(this.tools.find((tool) => tool.name === this.order.tool))!;
    const [page]: any[] = (await this.client.readResource({ uri })).contents;
    const csp = page._meta?.ui?.csp ?? {};
    await this.mount(csp);
    this.bridge = this.makeBridge(csp);
    const initialized = new Promise<void>((done) => { this.bridge.oninitialized = () => done(); });
    const view = this.frame.contentWindow!;
    await this.bridge.connect(new PostMessageTransport(view, view));
    await this.bridge.sendSandboxResourceReady({ html: page.text, csp } as any);
    await initialized;
    await this.bridge.sendToolInput({ arguments: given as any });
    if (result) await this.bridge.sendToolResult(result as any);
  }

  /** Calls the tool as a model would, and hands its answer to the page. */
  async play(): Promise<any> {
    const called = this.client.callTool({ name: this.order.tool, arguments: this.order.arguments as any }, { timeout: 60_000 } as any);
    const shown = this.show();
    const [result] = await Promise.all([called, shown]);
    await this.bridge.sendToolResult(result as any);
    return result;
  }

  async teardown(): Promise<void> {
    await this.bridge.teardownResource({} as any);
  }

  async rebuild(result: object | null, given: object): Promise<void> {
    this.frame.remove();
    await this.show(result, given);
  }

  private async mount(csp: object): Promise<void> {
    const { sandbox, policy } = this.order;
    this.frame = document.createElement("iframe");
    this.frame.title = "App";
    this.frame.sandbox.add("allow-scripts", "allow-same-origin", "allow-forms", "allow-downloads");
    this.frame.style.cssText = "width:100%;height:300px;border:0;display:block";
    const isOurs = (event: MessageEvent) => event.source === this.frame.contentWindow;
    const ready = new Promise<void>((done) => addEventListener("message", (event) => {
      if (isOurs(event) && event.data?.method === "ui/notifications/sandbox-proxy-ready") done();
    }));
    addEventListener("message", (event) => {
      if (isOurs(event) && event.data?.method) this.requests.push({ method: event.data.method, params: event.data.params });
    });
    this.frame.src = `${sandbox}?policy=${policy}&csp=${encodeURIComponent(JSON.stringify(csp))}`;
    document.body.append(this.frame);
    await ready;
  }

  private makeBridge(csp: object): AppBridge {
    const offered: any = this.client.getServerCapabilities();
    const serverResources = this.order.fails.includes("resources/read") ? undefined : offered?.resources;
    const said = { openLinks: {}, serverTools: offered?.tools, serverResources, message: { text: {} }, sandbox: { csp } };
    const context = { displayMode: "inline", availableDisplayModes: ["inline", "fullscreen"], platform: "web", locale: "en",
      styles: { variables: HOST_VARIABLES[this.order.context.theme] }, ...this.order.context };
    const bridge = new AppBridge(this.client as any, { name: "bench-host", version: "1" }, said as any, { hostContext: context } as any);
    const { fails } = this.order;
    const unless = (method: string, answer: (params: any) => any) => async (params: any) => {
      if (fails.includes(method)) throw Object.assign(new Error("Method not found"), { code: -32601 });
      return answer(params);
    };
    bridge.onmessage = (params: any) => this.hear(params);
    bridge.onopenlink = unless("ui/open-link", () => ({})) as any;
    bridge.ondownloadfile = unless("ui/download-file", () => ({})) as any;
    bridge.onupdatemodelcontext = unless("ui/update-model-context", () => ({})) as any;
    bridge.onsizechange = ({ height }: any) => { if (height) this.frame.style.height = `${height}px`; };
    bridge.onrequestdisplaymode = (async ({ mode }: any) => {
      bridge.sendHostContextChange({ displayMode: mode } as any);
      return { mode };
    }) as any;
    return bridge;
  }

  private async hear(params: any): Promise<any> {
    const kinds = {
      accept: () => { this.messages.push(params); return {}; },
      refuse: () => ({ isError: true }),
      fail: () => { throw new Error("Method not found"); },
      ignore: () => ({}),
    };
    return kinds[this.order.messages]();
  }
}

async function main(): Promise<void> {
  const order: Order = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  const host = await Host.open(order);
  (window as any).host = host;
  (window as any).played = order.result === undefined ? await host.play() : (await host.show(order.result), order.result ?? {});
}
main().catch((error) => { (window as any).failed = String(error?.stack ?? error); });
