import { type Cluster, openCluster } from "#server/postgres/cluster.ts";
import { administrator, dataDir, httpOrigin } from "./portal.ts";
import { callAction, serverAction } from "./server-actions.ts";
import { expect, test } from "./session.ts";
import { signedIn } from "./visitor.ts";

/** Takes over what the portal started; opening it again starts it on the same port. */
const cluster = (): Promise<Cluster> => openCluster(dataDir, () => {});

test.afterAll(cluster);

test("while the database is away a page says so, and afterwards all goes on without a restart", async ({ admin }) => {
  const visitor = await signedIn(administrator());
  const sent = { orcamoId: "u00000014", number: "505", note: "while it was away" };
  const address = "/tenants/u00000014/certificates/505";
  await (await cluster()).stop();

  const page = await admin.request.get(address);
  expect(page.status()).toBe(503);
  expect(page.headers()["retry-after"]).toBe("60");
  expect(await page.text()).toContain("ただいまご利用いただけません");
  expect((await callAction(visitor, address, serverAction("changeNoteAction"), sent)).status).toBe(503);
  expect((await visitor.signIn(administrator())).status).toBe(503);
  expect((await fetch(`${httpOrigin}/healthz`)).status).toBe(503);
  expect((await admin.request.get("/guides/windows")).status(), "whoever needs the guide still gets it").toBe(200);

  await cluster();
  await admin.goto(address);
  await expect(admin.getByText("CN=client505,O=u00000014")).toBeVisible();
  await expect(admin.getByText("while it was away")).toHaveCount(0);
  expect((await fetch(`${httpOrigin}/healthz`)).status).toBe(200);
  expect((await callAction(visitor, address, serverAction("changeNoteAction"), sent)).text).toContain("notice=note-changed");
});
