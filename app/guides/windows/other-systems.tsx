import { Commands, GuideSteps, Key, Remark } from "#components/guide.tsx";
import { Section } from "#components/page-frame.tsx";

/** Systems that the manuals leave to the reader ("読み替えてください", seed 004 §1). */
export function OtherSystems() {
  return (
    <>
      <Section id="macos" title="参考手順: macOS(Safari、Google Chrome)">
        <GuideSteps
          steps={[
            {
              key: "ca",
              text: (
                <>
                  ca.crt をダブルクリックすると「キーチェーンアクセス」が起動します。追加先に<Key>ログイン</Key>を選択し、
                  <Key>追加</Key>をクリックしてください。
                </>
              ),
            },
            {
              key: "trust",
              text: (
                <>
                  追加された証明書をダブルクリックし、「信頼」の「この証明書を使用するとき」で<Key>常に信頼</Key>
                  を選択してください。
                </>
              ),
            },
            {
              key: "p12",
              text: (
                <>
                  クライアント証明書ファイル(.p12)をダブルクリックし、追加先に<Key>ログイン</Key>
                  を選択して、クライアント証明書のパスワードを入力してください。
                </>
              ),
            },
            { key: "restart", text: "ブラウザを再起動してください。" },
          ]}
        />
      </Section>
      <Section id="firefox" title="参考手順: Firefox(Windows、macOS、Linux)">
        <GuideSteps
          steps={[
            {
              key: "open",
              text: (
                <>
                  「設定」の「プライバシーとセキュリティ」を開き、「証明書」の<Key>証明書を表示</Key>をクリックしてください。
                </>
              ),
            },
            {
              key: "ca",
              text: (
                <>
                  「認証局証明書」タブの<Key>インポート</Key>で ca.crt を選択し、
                  <Key>この認証局によるウェブサイトの識別を信頼する</Key>にチェックを入れて、<Key>OK</Key>をクリックしてください。
                </>
              ),
            },
            {
              key: "p12",
              text: (
                <>
                  「あなたの証明書」タブの<Key>インポート</Key>
                  でクライアント証明書ファイル(.p12)を選択し、クライアント証明書のパスワードを入力して、<Key>OK</Key>
                  をクリックしてください。
                </>
              ),
            },
          ]}
        />
      </Section>
      <Section id="linux" title="参考手順: Linux(Google Chrome、Chromium)">
        <p>
          端末で次のコマンドを実行し、ブラウザを再起動してください。2番目のコマンドでクライアント証明書のパスワードを入力します。
        </p>
        <div className="mt-3">
          <Commands label="Linux のコマンド">
            {[
              'certutil -d "sql:$HOME/.pki/nssdb" -A -n "ORCAMO CA" -t "C,," -i ca.crt',
              'pk12util -d "sql:$HOME/.pki/nssdb" -i 000324_JP_u00000096_client324.p12',
            ].join("\n")}
          </Commands>
        </div>
        <Remark>certutil と pk12util は、Debian と Ubuntu では libnss3-tools パッケージに含まれます。</Remark>
        <Remark>
          フォルダがない場合は、先に mkdir -p "$HOME/.pki/nssdb" と certutil -d "sql:$HOME/.pki/nssdb" -N --empty-password
          を実行してください。
        </Remark>
      </Section>
    </>
  );
}
