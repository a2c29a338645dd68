import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import { once } from "./once.ts";

/** Runs with the tenant that connections of the app role are bound to; outside of it they see no row. */
export function asTenant<T>(tenantId: string, run: () => T): T {
  return tenants().run(tenantId, run);
}

/**
 * Binds each connection to the tenant at checkout, on the session and not in a transaction: what Prisma begins and
 * rolls back afterwards cannot undo it. A connection keeps its binding, so the same tenant costs no second trip.
 */
export class TenantPool extends pg.Pool {
  readonly #bound = new WeakMap<pg.PoolClient, string>();

  constructor(config: pg.PoolConfig) {
    super(config);
    outliveBrokenConnections(this);
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(done: ConnectCallback): undefined;
  override connect(done?: ConnectCallback): Promise<pg.PoolClient> | undefined {
    const bound = this.#checkOut(tenants().getStore() ?? "");
    if (!done) return bound;
    void bound.then(
      (client) => done(undefined, client, client.release),
      (error: Error) => done(error, undefined, () => {}),
    );
    return undefined;
  }

  async #checkOut(tenantId: string): Promise<pg.PoolClient> {
    const client = await super.connect();
    if (this.#bound.get(client) === tenantId) return client;
    try {
      await client.query({ name: "bind-tenant", text: "SELECT set_config('portal.tenant', $1, false)", values: [tenantId] });
      this.#bound.set(client, tenantId);
      return client;
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }
}

/**
 * A connection may break while it is idle in the pool or checked out between two statements. Whoever uses it is told
 * by the next statement; without a listener the event would end the process.
 */
export function outliveBrokenConnections(pool: pg.Pool): void {
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
}

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (error?: Error | boolean) => void,
) => void;

const tenants = () => once("tenant", () => new AsyncLocalStorage<string>());
