import { expect, it } from "vitest";
import { fileType } from "./fileType";

it.each([
  ["offer.PDF", "application/octet-stream", "PDF"],
  ["figures.xlsx", "application/pdf", "Spreadsheet"],
  ["invoice.pdf.exe", "application/pdf", "Program"],
  ["plan.dwg", "image/vnd.dwg", "DWG file"],
  ["logo", "image/png", "Picture"],
  ["attachment", "application/octet-stream", "File"],
])("calls %s of %s a %s", (name, type, word) => {
  expect(fileType(name, type)).toBe(word);
});
