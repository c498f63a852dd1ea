import createClient from "openapi-fetch";
import type { paths } from "./api.js";

declare const process: { argv: string[] };
const [address, key] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${key}` } });

const windows = await client.GET("/api/v1/windows");
if (!windows.data) throw new Error(JSON.stringify(windows.error));

const added = await client.POST("/api/v1/lettings/2026/logs", {
  params: { header: { "Idempotency-Key": "typescript" } },
  body: { external_reference: "TS-1", answers: { startdate: "2026-05-01", needstype: 1 } },
});
if (!added.data?.id) throw new Error(JSON.stringify(added.error));

const read = await client.GET("/api/v1/lettings/2026/logs/{log_id}", { params: { path: { log_id: added.data.id } } });
console.log(read.data?.external_reference, read.data?.status, read.data?.answers.needstype);
