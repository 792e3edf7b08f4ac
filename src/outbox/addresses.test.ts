import assert from "node:assert/strict";
import { test } from "node:test";
import { embeddedIPv4, isPublicAddress } from "./addresses.ts";

test("addresses of the open internet are public", () => {
  for (const address of ["8.8.8.8", "35.184.238.160", "2606:4700::1111", "::ffff:8.8.8.8"]) {
    assert.ok(isPublicAddress(address), address);
  }
});

test("private, local and metadata addresses are not, in whichever form they are written", () => {
  const refused = [
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "::",
    "::1",
    "::2",
    "::ffff",
    "fe80::1",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::127.0.0.1",
    "::ffff:0:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
  ];
  for (const address of refused) assert.ok(!isPublicAddress(address), address);
});

test("an IPv4 address within an IPv6 one is found", () => {
  assert.equal(embeddedIPv4("::ffff:1.2.3.4"), "1.2.3.4");
  assert.equal(embeddedIPv4("64:ff9b::102:304"), "1.2.3.4");
  assert.equal(embeddedIPv4("2606:4700::1"), null);
  assert.equal(embeddedIPv4("::1"), null);
  assert.equal(embeddedIPv4("1.2.3.4"), null);
});
