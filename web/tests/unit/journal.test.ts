import assert from "node:assert/strict";
import { test } from "node:test";
import { beyondLimits } from "../../src/store/db";
import { clearJournal, readJournal, writeJournal } from "../../src/store/journal";

class Memory implements Storage {
  private readonly map = new Map<string, string>();
  constructor(private readonly room = Infinity) {}
  get length() { return this.map.size; }
  key(index: number) { return [...this.map.keys()][index] ?? null; }
  getItem(key: string) { return this.map.get(key) ?? null; }
  setItem(key: string, value: string) {
    if (value.length > this.room) throw new DOMException("full", "QuotaExceededError");
    this.map.set(key, value);
  }
  removeItem(key: string) { this.map.delete(key); }
  clear() { this.map.clear(); }
}

test("the journal gives back the newest text until it is cleared", () => {
  const storage = new Memory();
  assert.equal(readJournal(storage), null);
  assert.ok(writeJournal({ song: "a", content: "[C]one", at: 1 }, storage));
  assert.ok(writeJournal({ song: "b", content: "[C]two", at: 2 }, storage));
  assert.deepEqual(readJournal(storage), { song: "b", content: "[C]two", at: 2 });
  clearJournal(storage);
  assert.equal(readJournal(storage), null);
});

test("what does not fit is not kept, and the journal says so", () => {
  assert.equal(writeJournal({ song: "a", content: "x".repeat(300_000), at: 1 }, new Memory()), false);
  assert.equal(writeJournal({ song: "a", content: "x".repeat(100), at: 1 }, new Memory(50)), false);
});

test("an entry that is no entry is none", () => {
  for (const damaged of ["{", "null", "[]", '{"song":1}', '"text"']) {
    const storage = new Memory();
    storage.setItem("studio.journal", damaged);
    assert.equal(readJournal(storage), null, damaged);
  }
});

const versions = (count: number, length: number) =>
  Array.from({ length: count }, (_, at) => ({ song: "a", at, why: "edit" as const, content: "x".repeat(length) }));

test("the newest fifty versions stay", () => {
  assert.deepEqual(beyondLimits(versions(53, 10)).map((one) => one.at).sort(), [0, 1, 2]);
  assert.equal(beyondLimits(versions(50, 10)).length, 0);
});

test("versions have two million characters together, but the newest stays in any case", () => {
  assert.equal(beyondLimits(versions(5, 500_000)).length, 1);
  assert.equal(beyondLimits(versions(2, 3_000_000)).length, 1);
  assert.equal(beyondLimits(versions(1, 3_000_000)).length, 0);
});
