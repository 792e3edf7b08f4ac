import { Download } from "lucide-react";
import { useState } from "react";
import { urlOf } from "../../client/call.ts";
import { Button, buttonClass } from "../../parts/button.tsx";
import { Sheet } from "../../parts/dialog.tsx";
import { useCommands } from "../../shell/commands.ts";
import { errorsWords } from "../../words/errors.ts";
import { shellWords } from "../../words/shell.ts";
import { useWords } from "../../words/use-words.ts";

const formats = ["ndjson", "csv", "parquet"] as const;

/** Offers what a query finds as a file. */
export function ExportButton({ query }: { readonly query: string }) {
  const say = useWords(errorsWords);
  const group = useWords(shellWords)("groupPage");
  const [open, setOpen] = useState(false);
  useCommands([{ title: say("exporting"), group, keys: "x", run: () => setOpen(true) }]);
  const asked = query === "" ? {} : { query };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Download aria-hidden size={14} />
        {say("exporting")}
      </Button>
      <Sheet open={open} onOpenChange={setOpen} title={say("exporting")}>
        <p className="px-4 pt-3 text-muted">{say("exportingDetail")}</p>
        <ul className="flex flex-col gap-2 p-4">
          {formats.map((format) => (
            <li key={format}>
              <a
                href={urlOf("GET /api/v1/export/errors", { ...asked, format })}
                download
                onClick={() => setOpen(false)}
                className={`${buttonClass()} w-full justify-start`}
              >
                {say(format)}
              </a>
            </li>
          ))}
        </ul>
      </Sheet>
    </>
  );
}
