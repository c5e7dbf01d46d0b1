// The proxy between host and page: loads the page it is handed, and passes every other message on.
const host = new URL(document.referrer).origin;
const view = document.createElement("iframe");
view.title = "Player";
view.style.cssText = "width:100%;height:100%;border:0";
view.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-downloads");
document.body.append(view);
addEventListener("message", ({ source, data }) => {
  if (source === window.parent) {
    if (data?.method === "ui/notifications/sandbox-resource-ready") {
      listenIn(view.contentWindow);
      const page = view.contentDocument;
      page.open();
      page.write(data.params.html);
      page.close();
    } else view.contentWindow.postMessage(data, "*");
  } else if (source === view.contentWindow) window.parent.postMessage(data, host);
});
window.parent.postMessage({ jsonrpc: "2.0", method: "ui/notifications/sandbox-proxy-ready", params: {} }, host);
