import { expect, test } from "vitest";
import { EventReader } from "./events";

test("events come out whole however the bytes are cut", () => {
  const stream = ': hello\n\nid: 1\nevent: section\ndata: {"a":\ndata: 1}\n\nid: 2\r\ndata: x\r\n\r\n';
  for (let cut = 1; cut < stream.length; cut++) {
    const reader = new EventReader();
    const events = [...reader.read(stream.slice(0, cut)), ...reader.read(stream.slice(cut))];
    expect(events).toEqual([
      { id: "1", event: "section", data: '{"a":\n1}' },
      { id: "2", event: "message", data: "x" },
    ]);
  }
});

test("half an event is not an event", () => {
  expect(new EventReader().read("id: 1\ndata: half\n")).toEqual([]);
});
