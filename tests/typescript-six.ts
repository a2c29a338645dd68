import { registerHooks } from "node:module";

// dependency-cruiser reads TypeScript through the compiler's JavaScript API, which version 7 no longer has. It gets
// version 6 under the name that it asks for; everything else keeps 7.
registerHooks({
  resolve: (name, context, next) =>
    next(/^typescript(\/|$)/.test(name) ? name.replace("typescript", "typescript6") : name, context),
});
