// The content security policies of hosts, by name, each made of the domains that a page declares.
const list = (names) => (names ?? []).filter((name) => !/[;'"\s]/.test(name)).join(" ");

export const POLICIES = {
  // What the specification says a host does, with the declared domains added.
  spec: ({ connectDomains, resourceDomains }) =>
    `default-src 'none'; script-src 'self' 'unsafe-inline' ${list(resourceDomains)}; style-src 'self' 'unsafe-inline' ` +
    `${list(resourceDomains)}; connect-src ${list(connectDomains) || "'none'"}; img-src 'self' data: ${list(resourceDomains)}; ` +
    `media-src 'self' data: ${list(resourceDomains)}; object-src 'none'`,
  // The directives of VS Code.
  vscode: ({ connectDomains, resourceDomains }) =>
    `default-src 'none'; script-src 'self' 'unsafe-inline' ${list(resourceDomains)}; style-src 'self' 'unsafe-inline' ` +
    `${list(resourceDomains)}; connect-src 'self' ${list(connectDomains)}; img-src 'self' data: ${list(resourceDomains)}; ` +
    `font-src 'self' ${list(resourceDomains)}; media-src 'self' data: ${list(resourceDomains)}; frame-src 'none'; ` +
    `object-src 'none'; base-uri 'self'`,
  // As generous as the reference host.
  generous: () =>
    "default-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:; img-src 'self' data: blob:; " +
    "media-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; frame-src 'none'; object-src 'none'; base-uri 'none'",
  // A host that never thought of media.
  strict: () => "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'none'",
};
