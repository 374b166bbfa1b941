const byEnding: Record<string, string> = {
  PDF: "pdf",
  "Text document": "doc docx odt pages rtf",
  Spreadsheet: "csv numbers ods xls xlsm xlsx",
  Presentation: "key odp ppt pptx",
  Picture: "bmp gif heic jpeg jpg png svg tif tiff webp",
  "Calendar entry": "ics",
  "Contact card": "vcf",
  Mail: "eml msg",
  Archive: "7z gz rar tar tgz zip",
  "Web page": "htm html mht mhtml xhtml",
  Text: "log md txt",
  Sound: "m4a mp3 ogg wav",
  Video: "avi mov mp4 webm",
  Program: "app bat cmd com dmg exe hta iso jar js lnk msi pkg ps1 scr sh vbs wsf",
};

const byType: [string, string][] = [
  ["application/pdf", "PDF"],
  ["text/html", "Web page"],
  ["text/calendar", "Calendar entry"],
  ["message/", "Mail"],
  ["image/", "Picture"],
  ["audio/", "Sound"],
  ["video/", "Video"],
  ["text/", "Text"],
];

/**
 * What a file is, in a word: by its ending, which the reader's own computer goes by, and only without one by
 * what the mail said of it.
 */
export function fileType(name: string, contentType: string) {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase();
  if (!ending) return byType.find(([type]) => contentType.startsWith(type))?.[1] ?? "File";
  const known = Object.entries(byEnding).find(([, endings]) => endings.split(" ").includes(ending));
  return known?.[0] ?? `${ending.toUpperCase()} file`;
}
