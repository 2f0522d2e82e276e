// better-auth with its organization and admin plugins over SQLite, as its documentation sets them up: an organization of
// MEMBERS members beside its owner, who is signed in. Prints its address, and writes the client's data into FILE.
//
// node server.mjs DATABASE MEMBERS FILE
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { toNodeHandler } from "better-auth/node";
import { admin, organization } from "better-auth/plugins";
import Database from "better-sqlite3";

const [file, members, clientFile] = process.argv.slice(2);
const database = new Database(file);
const base = "http://127.0.0.1:3000";
const options = {
  database,
  baseURL: base,
  secret: "a secret of thirty-two letters or more",
  emailAndPassword: { enabled: true },
  // Rate limits would end a bench.
  rateLimit: { enabled: false },
  plugins: [
    organization({ membershipLimit: 100_000, invitationLimit: 1_000_000, sendInvitationEmail: async () => {} }),
    admin(),
  ],
};
await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);

const owner = { name: "Olga Marsh", email: "olga@northline.example", password: "copper lantern wharf" };
const signedUp = await auth.api.signUpEmail({ body: owner, returnHeaders: true });
const cookie = signedUp.headers.getSetCookie().map((text) => text.split(";")[0]).join("; ");
const headers = new Headers({ cookie, origin: base });
const made = await auth.api.createOrganization({ body: { name: "Northline", slug: "northline" }, headers });
await auth.api.setActiveOrganization({ body: { organizationId: made.id }, headers });
database.prepare("update user set role = 'admin' where email = ?").run(owner.email);

const context = await auth.$context;
const ids = { members: [], users: [] };
for (let place = 0; place < Number(members); place += 1) {
  const person = { name: `Person ${place}`, email: `p${place}@example.com`, emailVerified: true };
  const user = await context.adapter.create({
    model: "user",
    data: { ...person, role: "user", createdAt: new Date(), updatedAt: new Date() },
  });
  const member = await context.adapter.create({
    model: "member",
    data: { organizationId: made.id, userId: user.id, role: "member", createdAt: new Date() },
  });
  ids.members.push(member.id);
  ids.users.push(user.id);
}
writeFileSync(clientFile, JSON.stringify({ cookie, organization: made.id, ...ids }));

const server = createServer(toNodeHandler(auth));
server.listen(0, "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
