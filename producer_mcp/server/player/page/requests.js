"use strict";
// Tool calls and reads of resources over any `request(method, params)`, which resolves to the server's result.
const requests = (() => {
  // Codes of errors that pass by themselves; any other is a refusal.
  const PASSING = new Set(["rate_limited", "limit_reached", "not_ready", "vendor_unavailable"]);

  const firstText = (result) => (Array.isArray(result.content) ? result.content.find((block) => block?.type === "text")?.text : null) ?? "";

  const over = (request) => {
    // The structured answer of a tool, or an error: the tool's own sentence, `code`, and `isRefusal` where asking again is no use.
    const call = async (name, toolArguments) => {
      const result = await request("tools/call", { name, arguments: toolArguments });
      const { error } = result.structuredContent ?? {};
      if (result.isError) throw Object.assign(new Error(error?.message ?? firstText(result)), { code: error?.code, isRefusal: !PASSING.has(error?.code) });
      return result.structuredContent ?? {};
    };

    // The one content item of a resource, with `text` or `blob`.
    const read = async (uri) => (await request("resources/read", { uri })).contents[0];

    return { call, read };
  };

  return { over, firstText };
})();
