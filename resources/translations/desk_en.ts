<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="ja_JP">
<context>
    <name>ActionBand</name>
    <message>
        <source>出直す（保留）</source>
        <translation>Come again (hold)</translation>
    </message>
    <message>
        <source>前へ</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>控えの見本</source>
        <translation>Slip preview</translation>
    </message>
</context>
<context>
    <name>ActionButton</name>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>Alerts</name>
    <message>
        <source>いまの写真</source>
        <translation>Photo now</translation>
    </message>
    <message>
        <source>いまの受付 {number}</source>
        <translation>This intake {number}</translation>
    </message>
    <message>
        <source>とても似ている</source>
        <translation>Very similar</translation>
    </message>
    <message>
        <source>以前の写真</source>
        <translation>Earlier photo</translation>
    </message>
    <message>
        <source>以前の受付 {number}（{state}）</source>
        <translation>Earlier intake {number} ({state})</translation>
    </message>
    <message>
        <source>似ている</source>
        <translation>Similar</translation>
    </message>
    <message>
        <source>住所</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>同じ画像</source>
        <translation>Same picture</translation>
    </message>
    <message>
        <source>書類の写真</source>
        <translation>Photo on document</translation>
    </message>
    <message>
        <source>末尾 {tail}</source>
        <translation>ends {tail}</translation>
    </message>
    <message>
        <source>氏名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>生年月日</source>
        <translation>Birth date</translation>
    </message>
    <message>
        <source>申請書ID</source>
        <translation>Form ID</translation>
    </message>
    <message>
        <source>顔の似ている度合い</source>
        <translation>Likeness of faces</translation>
    </message>
</context>
<context>
    <name>ApplicantAnswers</name>
    <message>
        <source>お名前</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>お届け先</source>
        <translation>Delivery address</translation>
    </message>
    <message>
        <source>内容が変わったため、申請者にもう一度見ていただきます。</source>
        <translation>Something has changed: the applicant looks at it once more.</translation>
    </message>
    <message>
        <source>写真</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>申請者が確認を求めています：{what}</source>
        <translation>The applicant asks to check: {what}</translation>
    </message>
</context>
<context>
    <name>ApplicantBand</name>
    <message>
        <source> ・ </source>
        <translation> · </translation>
    </message>
    <message>
        <source>1歳未満</source>
        <translation>Under 1</translation>
    </message>
    <message>
        <source>{age}歳</source>
        <translation>age {age}</translation>
    </message>
    <message>
        <source>その他</source>
        <translation>More</translation>
    </message>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
    <message>
        <source>中止</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>保留</source>
        <translation>Hold</translation>
    </message>
    <message>
        <source>受付番号 {number}</source>
        <translation>Intake {number}</translation>
    </message>
    <message>
        <source>外国人住民</source>
        <translation>Foreign</translation>
    </message>
    <message>
        <source>女</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>氏名が未入力です</source>
        <translation>No name yet</translation>
    </message>
    <message>
        <source>法定代理人</source>
        <translation>Represented</translation>
    </message>
    <message>
        <source>申請書ID 末尾 {tail}</source>
        <translation>form ID …{tail}</translation>
    </message>
    <message>
        <source>申請書の読み取り待ち</source>
        <translation>Waiting for the form</translation>
    </message>
    <message>
        <source>男</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>訂正 第{version}版</source>
        <translation>version {version}</translation>
    </message>
</context>
<context>
    <name>ApplicantDisplay</name>
    <message>
        <source>係員の方へ：暗証コードを入れると戻ります</source>
        <translation>Staff: enter the operator PIN to go back</translation>
    </message>
    <message>
        <source>係員：画面を戻す</source>
        <translation>Staff: back to desk</translation>
    </message>
</context>
<context>
    <name>ApplicantPage</name>
    <message>
        <source>15歳未満のため、代理人欄が必要です。</source>
        <translation>Under 15: the representative&apos;s fields are needed.</translation>
    </message>
    <message>
        <source>{city}以外</source>
        <translation>Not {city}</translation>
    </message>
    <message>
        <source>{city}内</source>
        <translation>In {city}</translation>
    </message>
    <message>
        <source>{day}・満{age}歳</source>
        <translation>{day}, age {age}</translation>
    </message>
    <message>
        <source>あり</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>うら</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>おもて</source>
        <translation>Front</translation>
    </message>
    <message>
        <source>この裏面を残す</source>
        <translation>Keep this back side</translation>
    </message>
    <message>
        <source>なし</source>
        <translation>none</translation>
    </message>
    <message>
        <source>カナの表示：{kana}</source>
        <translation>Kana as kept: {kana}</translation>
    </message>
    <message>
        <source>フリガナ</source>
        <translation>Kana</translation>
    </message>
    <message>
        <source>一時庇護許可者</source>
        <translation>Temporary refuge</translation>
    </message>
    <message>
        <source>中長期在留者</source>
        <translation>Mid- to long-term resident</translation>
    </message>
    <message>
        <source>代理人のフリガナ</source>
        <translation>Representative&apos;s kana</translation>
    </message>
    <message>
        <source>代理人の住所</source>
        <translation>Representative&apos;s address</translation>
    </message>
    <message>
        <source>代理人の来場</source>
        <translation>Representative here</translation>
    </message>
    <message>
        <source>代理人の氏名</source>
        <translation>Representative&apos;s name</translation>
    </message>
    <message>
        <source>代理人の電話</source>
        <translation>Representative&apos;s phone</translation>
    </message>
    <message>
        <source>代理権の確認</source>
        <translation>Proof of authority</translation>
    </message>
    <message>
        <source>仮滞在許可者</source>
        <translation>Provisional stay</translation>
    </message>
    <message>
        <source>任意</source>
        <translation>optional</translation>
    </message>
    <message>
        <source>住所はもう入力されています。書き替えるときは欄を空にしてください。</source>
        <translation>The address is already filled in. To replace it, empty the field.</translation>
    </message>
    <message>
        <source>住所欄に入れる</source>
        <translation>Use as address</translation>
    </message>
    <message>
        <source>住所（住民票のとおり）</source>
        <translation>Address (as registered)</translation>
    </message>
    <message>
        <source>住民登録</source>
        <translation>Resident</translation>
    </message>
    <message>
        <source>保存済み</source>
        <translation>Saved</translation>
    </message>
    <message>
        <source>出生による経過滞在者</source>
        <translation>Transitional stay (birth)</translation>
    </message>
    <message>
        <source>右の申請書画像と見比べられます</source>
        <translation>Compare with the form&apos;s picture at the right</translation>
    </message>
    <message>
        <source>同じ世帯の親子（住民票で確認）</source>
        <translation>Parent and child in one household (register)</translation>
    </message>
    <message>
        <source>同じ氏名の受付について、右で答えてください</source>
        <translation>Answer at the right: same name</translation>
    </message>
    <message>
        <source>国籍喪失による経過滞在者</source>
        <translation>Transitional stay (loss of nationality)</translation>
    </message>
    <message>
        <source>在留期間等の満了日</source>
        <translation>End of the period of stay</translation>
    </message>
    <message>
        <source>外国人住民</source>
        <translation>Foreign resident</translation>
    </message>
    <message>
        <source>外国人住民の区分</source>
        <translation>Kind of foreign resident</translation>
    </message>
    <message>
        <source>外字あり</source>
        <translation>Rare kanji</translation>
    </message>
    <message>
        <source>女</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>市内</source>
        <translation>Here</translation>
    </message>
    <message>
        <source>市外</source>
        <translation>Elsewhere</translation>
    </message>
    <message>
        <source>平成3.4.18／1991.4.18</source>
        <translation>H3.4.18 or 1991-04-18</translation>
    </message>
    <message>
        <source>性別</source>
        <translation>Sex</translation>
    </message>
    <message>
        <source>成年被後見人のため、成年後見人が代理人になります。</source>
        <translation>Adult ward: the guardian is the representative.</translation>
    </message>
    <message>
        <source>戸籍謄本の提示</source>
        <translation>Family register shown</translation>
    </message>
    <message>
        <source>拡大</source>
        <translation>Enlarge</translation>
    </message>
    <message>
        <source>旧氏・通称あり</source>
        <translation>Former name or alias</translation>
    </message>
    <message>
        <source>旧氏・通称（住民票に記載のもの）</source>
        <translation>Former name or alias (as registered)</translation>
    </message>
    <message>
        <source>旧氏通称</source>
        <translation>Alias</translation>
    </message>
    <message>
        <source>本人との関係</source>
        <translation>Relation</translation>
    </message>
    <message>
        <source>本籍がこの市区町村（戸籍で確認）</source>
        <translation>Family register is kept here (checked)</translation>
    </message>
    <message>
        <source>来場していない</source>
        <translation>Not here</translation>
    </message>
    <message>
        <source>来場している</source>
        <translation>Here</translation>
    </message>
    <message>
        <source>次へ：本人確認</source>
        <translation>Next: identity</translation>
    </message>
    <message>
        <source>氏名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>法定代理人</source>
        <translation>Legal representative</translation>
    </message>
    <message>
        <source>満了日</source>
        <translation>End date</translation>
    </message>
    <message>
        <source>点字希望</source>
        <translation>Braille</translation>
    </message>
    <message>
        <source>特別永住者</source>
        <translation>Special permanent resident</translation>
    </message>
    <message>
        <source>生年月日</source>
        <translation>Birth date</translation>
    </message>
    <message>
        <source>申請書のとおりに入力してください</source>
        <translation>Type exactly what the form says</translation>
    </message>
    <message>
        <source>申請書の画像</source>
        <translation>Picture of the form</translation>
    </message>
    <message>
        <source>申請書の画像がありません。紙の申請書を見ながら入力してください。</source>
        <translation>No picture of the form. Type from the paper form.</translation>
    </message>
    <message>
        <source>男</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>画像なし</source>
        <translation>No picture</translation>
    </message>
    <message>
        <source>登記事項証明書の提示（3か月以内）</source>
        <translation>Certificate of registered matters (3 months)</translation>
    </message>
    <message>
        <source>示すものがない</source>
        <translation>Nothing to show</translation>
    </message>
    <message>
        <source>被後見人</source>
        <translation>Ward</translation>
    </message>
    <message>
        <source>裏面を撮る</source>
        <translation>Back side</translation>
    </message>
    <message>
        <source>選んでください</source>
        <translation>Please choose</translation>
    </message>
    <message>
        <source>郵便番号</source>
        <translation>Postcode</translation>
    </message>
    <message>
        <source>電話番号</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>（代理人欄が必要）</source>
        <translation> (representative needed)</translation>
    </message>
    <message>
        <source>（代理人欄は不要）</source>
        <translation> (no representative needed)</translation>
    </message>
</context>
<context>
    <name>ApplicationList</name>
    <message>
        <source>・差戻し {count}</source>
        <translation>, sent back: {count}</translation>
    </message>
    <message>
        <source>一覧 {count}件</source>
        <translation>List: {count}</translation>
    </message>
    <message>
        <source>全 {count} 件</source>
        <translation>of {count}</translation>
    </message>
    <message>
        <source>受付 {count} 件</source>
        <translation>Intakes: {count}</translation>
    </message>
    <message>
        <source>受付の一覧</source>
        <translation>List of intakes</translation>
    </message>
    <message>
        <source>受付を探す（氏名・カナ・受付番号）</source>
        <translation>Find an intake (name, kana, intake no.)</translation>
    </message>
    <message>
        <source>新しい受付</source>
        <translation>New intake</translation>
    </message>
    <message>
        <source>新しい順</source>
        <translation>newest first</translation>
    </message>
    <message>
        <source>本日の受付 {count} 件</source>
        <translation>Intakes today: {count}</translation>
    </message>
    <message>
        <source>氏名・受付番号</source>
        <translation>Name or intake no.</translation>
    </message>
    <message>
        <source>見つかった受付 {count} 件</source>
        <translation>Found: {count}</translation>
    </message>
</context>
<context>
    <name>Arrivals</name>
    <message>
        <source>この受付の申請書と合っています</source>
        <translation>It is the form of this intake</translation>
    </message>
    <message>
        <source>別の申請書です。机の上を確かめてください</source>
        <translation>This is another form. Check the desk</translation>
    </message>
    <message>
        <source>受付を開いてから、申請書をかざしてください</source>
        <translation>Open an intake first, then show the form</translation>
    </message>
    <message>
        <source>申請書の画像が届きました。手順1を開いてから読み取り直してください</source>
        <translation>A picture of the form came in. Open step 1, then read it again</translation>
    </message>
</context>
<context>
    <name>AspectButton</name>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
    <message>
        <source>一致</source>
        <translation>Same</translation>
    </message>
    <message>
        <source>不一致</source>
        <translation>Differs</translation>
    </message>
    <message>
        <source>未確認</source>
        <translation>Not checked</translation>
    </message>
    <message>
        <source>記載なし</source>
        <translation>Not on it</translation>
    </message>
</context>
<context>
    <name>Badge</name>
    <message>
        <source>USBで持出し中</source>
        <translation>Out on USB</translation>
    </message>
    <message>
        <source>お知らせ</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>ちがう</source>
        <translation>Differs</translation>
    </message>
    <message>
        <source>まだ</source>
        <translation>Not yet</translation>
    </message>
    <message>
        <source>センターと通信中</source>
        <translation>In contact with the hub</translation>
    </message>
    <message>
        <source>一時停止</source>
        <translation>Paused</translation>
    </message>
    <message>
        <source>使えません</source>
        <translation>Cannot be used</translation>
    </message>
    <message>
        <source>保留</source>
        <translation>On hold</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>受付中</source>
        <translation>In progress</translation>
    </message>
    <message>
        <source>受領済み</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>完了・窓口</source>
        <translation>Done: counter</translation>
    </message>
    <message>
        <source>完了・郵送</source>
        <translation>Done: mail</translation>
    </message>
    <message>
        <source>差戻し</source>
        <translation>Sent back</translation>
    </message>
    <message>
        <source>待ち</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>撮り直し</source>
        <translation>Retake</translation>
    </message>
    <message>
        <source>正常</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>注意</source>
        <translation>Notice</translation>
    </message>
    <message>
        <source>番号追記待ち</source>
        <translation>Awaiting number</translation>
    </message>
    <message>
        <source>端末から消去済み</source>
        <translation>Erased here</translation>
    </message>
    <message>
        <source>要注意</source>
        <translation>Needs attention</translation>
    </message>
    <message>
        <source>訂正中</source>
        <translation>In correction</translation>
    </message>
    <message>
        <source>責任者確認後に消去</source>
        <translation>Erased after review</translation>
    </message>
    <message>
        <source>返却</source>
        <translation>Returned</translation>
    </message>
    <message>
        <source>送信できません</source>
        <translation>Cannot send</translation>
    </message>
    <message>
        <source>送信中</source>
        <translation>Sending</translation>
    </message>
    <message>
        <source>通信できます</source>
        <translation>Line available</translation>
    </message>
    <message>
        <source>通信なし</source>
        <translation>No line</translation>
    </message>
</context>
<context>
    <name>BalanceCard</name>
    <message>
        <source>1 記録の数</source>
        <translation>1 Recorded numbers</translation>
    </message>
    <message>
        <source>うち {count} 件は、前の開設日からの繰越です。</source>
        <translation>{count} of them were carried over from an earlier day.</translation>
    </message>
    <message>
        <source>まだ見せません</source>
        <translation>not shown yet</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>受け取った申請書</source>
        <translation>Forms received</translation>
    </message>
    <message>
        <source>受付中 {count} 件</source>
        <translation>{count} in progress</translation>
    </message>
    <message>
        <source>合いません</source>
        <translation>Does not balance</translation>
    </message>
    <message>
        <source>合っています</source>
        <translation>Balances</translation>
    </message>
    <message>
        <source>完了</source>
        <translation>Completed</translation>
    </message>
    <message>
        <source>繰越（保留）</source>
        <translation>Carried over (held)</translation>
    </message>
    <message>
        <source>記録の数は、紙を数え終わると表示します。</source>
        <translation>The recorded numbers show once all paper is counted.</translation>
    </message>
    <message>
        <source>返却</source>
        <translation>Returned</translation>
    </message>
</context>
<context>
    <name>BatchDetail</name>
    <message>
        <source>USBに書き出して、読み直して確かめました</source>
        <translation>Written to USB, read back and verified</translation>
    </message>
    <message>
        <source>USBを庁内かセンターへ渡してください。受領書はUSBの取込みか通信で届きます。</source>
        <translation>Hand the stick to the municipal office or the hub. The receipt comes back by USB or over the line.</translation>
    </message>
    <message>
        <source>{time} にもう一度、自動で試します</source>
        <translation>Tried again automatically at {time}</translation>
    </message>
    <message>
        <source>この端末から消去しました</source>
        <translation>Erased from this terminal</translation>
    </message>
    <message>
        <source>この端末の記録</source>
        <translation>Records here</translation>
    </message>
    <message>
        <source>この端末を登録すると送れます。</source>
        <translation>It can be sent once this terminal is enrolled.</translation>
    </message>
    <message>
        <source>センターが受け取りました</source>
        <translation>The hub has received it</translation>
    </message>
    <message>
        <source>一時停止しています</source>
        <translation>Paused</translation>
    </message>
    <message>
        <source>受領</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>受領書で確かめてから消去しました。</source>
        <translation>Erased after the receipt was verified.</translation>
    </message>
    <message>
        <source>受領書の署名と、{count}件すべての封緘値を確かめました。</source>
        <translation>The receipt&apos;s signature and the seals of all {count} records were verified.</translation>
    </message>
    <message>
        <source>届いた分はセンターに残っています。続きから送れます。</source>
        <translation>What has arrived stays at the hub. Sending goes on from there.</translation>
    </message>
    <message>
        <source>書出し</source>
        <translation>Written</translation>
    </message>
    <message>
        <source>最後の通信</source>
        <translation>Last contact</translation>
    </message>
    <message>
        <source>残り</source>
        <translation>Remaining</translation>
    </message>
    <message>
        <source>続きから自動で再開します</source>
        <translation>goes on by itself from where it stopped</translation>
    </message>
    <message>
        <source>送信の進み</source>
        <translation>Progress of sending</translation>
    </message>
    <message>
        <source>送信を待っています</source>
        <translation>Waiting to be sent</translation>
    </message>
    <message>
        <source>途中で切れたら</source>
        <translation>If it is cut</translation>
    </message>
    <message>
        <source>通信がつながると自動で送ります。USBで持ち帰ることもできます。</source>
        <translation>It is sent by itself once there is a line. It can also be carried on a USB stick.</translation>
    </message>
    <message>
        <source>速さ</source>
        <translation>Rate</translation>
    </message>
</context>
<context>
    <name>BatchModel</name>
    <message>
        <source>件数</source>
        <translation>Records</translation>
    </message>
    <message>
        <source>容量</source>
        <translation>Size</translation>
    </message>
    <message>
        <source>更新</source>
        <translation>Updated</translation>
    </message>
    <message>
        <source>束</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>状態</source>
        <translation>State</translation>
    </message>
    <message>
        <source>進み</source>
        <translation>Progress</translation>
    </message>
</context>
<context>
    <name>BatchTable</name>
    <message>
        <source>封緘した束の一覧</source>
        <translation>Sealed batches</translation>
    </message>
</context>
<context>
    <name>CameraChoiceDialog</name>
    <message>
        <source>この会場の組み合わせとして覚えます。</source>
        <translation>It is remembered for this venue.</translation>
    </message>
    <message>
        <source>この組み合わせで使う</source>
        <translation>Use this pair</translation>
    </message>
    <message>
        <source>カメラを選ぶ</source>
        <translation>Choose cameras</translation>
    </message>
    <message>
        <source>入れ替える</source>
        <translation>Swap</translation>
    </message>
    <message>
        <source>写真カメラ</source>
        <translation>Photo camera</translation>
    </message>
    <message>
        <source>同じカメラを写真と書類の両方に使います。</source>
        <translation>One camera is used for both photo and forms.</translation>
    </message>
    <message>
        <source>書類カメラ</source>
        <translation>Form camera</translation>
    </message>
    <message>
        <source>次のカメラ</source>
        <translation>Next camera</translation>
    </message>
</context>
<context>
    <name>CameraView</name>
    <message>
        <source>。</source>
        <translation>. </translation>
    </message>
    <message>
        <source>そのまま</source>
        <translation>Hold still</translation>
    </message>
    <message>
        <source>カメラの画像</source>
        <translation>Camera picture</translation>
    </message>
    <message>
        <source>前の方</source>
        <translation>Previous</translation>
    </message>
</context>
<context>
    <name>CarryDialog</name>
    <message>
        <source>USBには何も残っていません。</source>
        <translation>Nothing is left on the stick.</translation>
    </message>
    <message>
        <source>USBに書き出す</source>
        <translation>Write to USB</translation>
    </message>
    <message>
        <source>USBを取り外して、庁内かセンターへ渡してください。</source>
        <translation>Remove the stick and hand it to the municipal office or the hub.</translation>
    </message>
    <message>
        <source>{batch} を書き込んでいます {amount}</source>
        <translation>Writing {batch} {amount}</translation>
    </message>
    <message>
        <source>{batch} を読み直して確かめています</source>
        <translation>Reading {batch} back to verify it</translation>
    </message>
    <message>
        <source>{size}・{day}</source>
        <translation>{size}, {day}</translation>
    </message>
    <message>
        <source>まだ選んでいません</source>
        <translation>Not chosen yet</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>フォルダーを選ぶ</source>
        <translation>Choose a folder</translation>
    </message>
    <message>
        <source>・空き {free}</source>
        <translation>, free {free}</translation>
    </message>
    <message>
        <source>受領書が届くまで、この端末の記録は消えません。</source>
        <translation>Nothing is erased from this terminal before the receipt has arrived.</translation>
    </message>
    <message>
        <source>必要 {needed}</source>
        <translation>Needed {needed}</translation>
    </message>
    <message>
        <source>書き出して、読み直して確かめました</source>
        <translation>Written, read back and verified</translation>
    </message>
    <message>
        <source>書き出す</source>
        <translation>Write</translation>
    </message>
    <message>
        <source>書き出す先</source>
        <translation>Where to</translation>
    </message>
    <message>
        <source>書き出す先を選んでください</source>
        <translation>Choose where to write</translation>
    </message>
    <message>
        <source>書き出す束</source>
        <translation>Batches to write</translation>
    </message>
    <message>
        <source>書き出す束を選んでください</source>
        <translation>Choose a batch to write</translation>
    </message>
    <message>
        <source>書き込んでいます。USBを抜かないでください</source>
        <translation>Writing. Do not pull out the stick</translation>
    </message>
    <message>
        <source>書込みの進み</source>
        <translation>Progress of writing</translation>
    </message>
    <message>
        <source>書込みをやめました</source>
        <translation>Writing was stopped</translation>
    </message>
    <message>
        <source>書込みをやめる</source>
        <translation>Stop writing</translation>
    </message>
    <message>
        <source>束は封緘したまま書き出します。USBを落としても、中の記録は読めません。書いたあとに読み直して確かめます。</source>
        <translation>Batches stay sealed on the stick: whoever finds it cannot read them. They are read back and verified after writing.</translation>
    </message>
    <message>
        <source>空きが足りません。別のUSBを選んでください</source>
        <translation>Not enough space. Choose another stick</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>CarryingRoom</name>
    <message>
        <source>USBから取り込みました</source>
        <translation>Taken in from USB</translation>
    </message>
    <message>
        <source>USBから取り込む</source>
        <translation>Take in from USB</translation>
    </message>
    <message>
        <source>{what}（前にも取り込んでいます）</source>
        <translation>{what} (taken in before)</translation>
    </message>
    <message>
        <source>センターの鍵：新しくなりました</source>
        <translation>Keys of the hub: renewed</translation>
    </message>
    <message>
        <source>受領書：{batch} をセンターが受け取りました</source>
        <translation>Receipt: the hub has received {batch}</translation>
    </message>
    <message>
        <source>設定データ：新しくなりました</source>
        <translation>Reference data: renewed</translation>
    </message>
</context>
<context>
    <name>CaseDocuments</name>
    <message>
        <source>A 顔写真付きの公的書類</source>
        <translation>A Photo ID</translation>
    </message>
    <message>
        <source>B 「氏名+生年月日」か「氏名+住所」がある書類</source>
        <translation>B Other ID: name + birth date, or name + address</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>そのほか {count}種</source>
        <translation>{count} others</translation>
    </message>
    <message>
        <source>見せていただいた書類：{names}</source>
        <translation>Documents shown: {names}</translation>
    </message>
    <message>
        <source>見せていただく書類はない</source>
        <translation>No document is shown</translation>
    </message>
    <message>
        <source>通知カードなど</source>
        <translation>Notification card and the like</translation>
    </message>
</context>
<context>
    <name>CaseFields</name>
    <message>
        <source>どなたが来られましたか</source>
        <translation>Who came?</translation>
    </message>
</context>
<context>
    <name>CasePage</name>
    <message>
        <source>「{field}」を入力してください</source>
        <translation>Please enter: {field}</translation>
    </message>
    <message>
        <source>いまの規則にない手続き</source>
        <translation>Not in the rules now</translation>
    </message>
    <message>
        <source>お渡しする紙</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>一覧へ</source>
        <translation>To the list</translation>
    </message>
    <message>
        <source>取りやめ</source>
        <translation>End without it</translation>
    </message>
    <message>
        <source>受付に戻す</source>
        <translation>Back to the counter</translation>
    </message>
    <message>
        <source>完了</source>
        <translation>Completed</translation>
    </message>
    <message>
        <source>申請の受付へ進む</source>
        <translation>Go on to the application</translation>
    </message>
    <message>
        <source>窓口を案内</source>
        <translation>Refer</translation>
    </message>
    <message>
        <source>端末へ引き渡す</source>
        <translation>Hand over</translation>
    </message>
    <message>
        <source>結果</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>結果を選んでから、もう一度押してください</source>
        <translation>Choose the result, then press again</translation>
    </message>
</context>
<context>
    <name>CatalogueList</name>
    <message>
        <source>手続きの一覧</source>
        <translation>List of procedures</translation>
    </message>
    <message>
        <source>手続きを探す</source>
        <translation>Search procedures</translation>
    </message>
    <message>
        <source>手続きを探す（名前・内容）</source>
        <translation>Search by name or content</translation>
    </message>
    <message>
        <source>見つかりません。言葉を短くするか、消して一覧から選んでください。</source>
        <translation>Nothing found. Use fewer words, or clear the search and choose from the list.</translation>
    </message>
</context>
<context>
    <name>ChoiceCard</name>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>CloseFoot</name>
    <message>
        <source>どうしても合わないときは、責任者が理由を入力して「不足あり」で封緘できます。</source>
        <translation>If it cannot be found, a supervisor may seal with a shortage and a reason.</translation>
    </message>
    <message>
        <source>不足ありで封緘する</source>
        <translation>Seal with a shortage</translation>
    </message>
    <message>
        <source>集計票を印刷</source>
        <translation>Print tally sheet</translation>
    </message>
</context>
<context>
    <name>CloseWords</name>
    <message>
        <source>1つの束に入れられる数を超えています</source>
        <translation>More than one batch can hold</translation>
    </message>
    <message>
        <source>{count} 多い</source>
        <translation>{count} more</translation>
    </message>
    <message>
        <source>{count} 少ない</source>
        <translation>{count} fewer</translation>
    </message>
    <message>
        <source>{envelope} が記録より {count} 枚多いです</source>
        <translation>{envelope}: {count} more than recorded</translation>
    </message>
    <message>
        <source>{envelope} が記録より {count} 枚少ないです</source>
        <translation>{envelope}: {count} fewer than recorded</translation>
    </message>
    <message>
        <source>{number} は {envelope} に入れる申請書です</source>
        <translation>{number} belongs in {envelope}</translation>
    </message>
    <message>
        <source>{number} はもう読みました</source>
        <translation>{number} was read before</translation>
    </message>
    <message>
        <source>{number} は受付の途中か返却です。よけてください。</source>
        <translation>{number} is in progress or was returned. Put it aside.</translation>
    </message>
    <message>
        <source>{number} を読みました</source>
        <translation>{number} read</translation>
    </message>
    <message>
        <source>{time}・担当 {operator}</source>
        <translation>{time}, {operator}</translation>
    </message>
    <message>
        <source>{year}年{month}月{day}日（{weekday}）</source>
        <translation>{weekday}, {year}-{month}-{day}</translation>
    </message>
    <message>
        <source>この日の記録にない申請書です。別の日か別の端末の紙です。よけてください。</source>
        <translation>Not in the records of this day: from another day or terminal. Put it aside.</translation>
    </message>
    <message>
        <source>一致</source>
        <translation>Same</translation>
    </message>
    <message>
        <source>一覧で、きょうの受付をすべて確かめます。</source>
        <translation>Check all of today&apos;s intakes in the list.</translation>
    </message>
    <message>
        <source>保留の方の申請書</source>
        <translation>Forms of held intakes</translation>
    </message>
    <message>
        <source>別の封筒の申請書が混ざっている／取消や保留にした方の申請書が入っている</source>
        <translation>A form of another envelope is among them, or one of a voided or held intake</translation>
    </message>
    <message>
        <source>前の開設日の日締めが終わっていません</source>
        <translation>An earlier day is not closed yet</translation>
    </message>
    <message>
        <source>取消の理由を記した付箋つき</source>
        <translation>With a note of the reason</translation>
    </message>
    <message>
        <source>受け取った数と内訳の合計が合いません</source>
        <translation>Forms received and the sum of the rest differ</translation>
    </message>
    <message>
        <source>受付中のままの方が {count} 人います</source>
        <translation>{count} intakes are still in progress</translation>
    </message>
    <message>
        <source>受付番号順</source>
        <translation>In order of intake numbers</translation>
    </message>
    <message>
        <source>完了・ご案内・取りやめのどれかにします。</source>
        <translation>Finish, refer or end each of them.</translation>
    </message>
    <message>
        <source>完了・保留・取消のどれかにします。</source>
        <translation>Complete, hold or void each of them.</translation>
    </message>
    <message>
        <source>封をしたまま数える</source>
        <translation>Count them sealed</translation>
    </message>
    <message>
        <source>封筒A</source>
        <translation>Envelope A</translation>
    </message>
    <message>
        <source>封筒A 完了の申請書</source>
        <translation>Envelope A: completed forms</translation>
    </message>
    <message>
        <source>封筒B</source>
        <translation>Envelope B</translation>
    </message>
    <message>
        <source>封筒B 取消の申請書</source>
        <translation>Envelope B: voided forms</translation>
    </message>
    <message>
        <source>封筒C</source>
        <translation>Envelope C</translation>
    </message>
    <message>
        <source>封筒C 繰越の申請書</source>
        <translation>Envelope C: forms carried over</translation>
    </message>
    <message>
        <source>差し戻した方が {count} 人残っています</source>
        <translation>{count} sent back are not corrected yet</translation>
    </message>
    <message>
        <source>暗証番号設定依頼書</source>
        <translation>PIN request slip</translation>
    </message>
    <message>
        <source>月 火 水 木 金 土 日</source>
        <translation>Mon Tue Wed Thu Fri Sat Sun</translation>
    </message>
    <message>
        <source>未入力</source>
        <translation>Not entered</translation>
    </message>
    <message>
        <source>机の上に残っている／ほかの封筒に入っている／前後の方の紙に重なっている</source>
        <translation>Left on the desk, in another envelope, or stuck to a neighbour&apos;s paper</translation>
    </message>
    <message>
        <source>机の上に残っている／申請書と同じ封筒に入っている／受付で預かっていない</source>
        <translation>Left on the desk, in the same envelope as the form, or never handed in</translation>
    </message>
    <message>
        <source>紙 {counted} 枚・記録 {recorded} 件。差がなくなるまで封緘できません。</source>
        <translation>Paper {counted}, records {recorded}. It cannot be sealed while they differ.</translation>
    </message>
    <message>
        <source>終わっていない手続きが {count} 件あります</source>
        <translation>{count} procedures are still open</translation>
    </message>
    <message>
        <source>訂正して、もう一度責任者が確かめます。</source>
        <translation>Correct them; a supervisor then looks again.</translation>
    </message>
    <message>
        <source>訂正の途中の方が {count} 人います</source>
        <translation>{count} are being corrected</translation>
    </message>
    <message>
        <source>訂正を終えるか、取りやめます。</source>
        <translation>Finish the correction or drop it.</translation>
    </message>
    <message>
        <source>責任者が1人ずつ確かめます。</source>
        <translation>A supervisor looks at each of them.</translation>
    </message>
    <message>
        <source>責任者確認が終わっていない方が {count} 人います</source>
        <translation>{count} are not reviewed yet</translation>
    </message>
    <message>
        <source>（{before} と {after} のあたり）</source>
        <translation> (around {before} and {after})</translation>
    </message>
</context>
<context>
    <name>CompareDialog</name>
    <message>
        <source>← → で相手を替えます</source>
        <translation>← → shows another person</translation>
    </message>
    <message>
        <source>並べて比べる</source>
        <translation>Compare side by side</translation>
    </message>
    <message>
        <source>写真がありません</source>
        <translation>No photo</translation>
    </message>
    <message>
        <source>画像を
読めません</source>
        <translation>Picture cannot
be read</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>CountingCard</name>
    <message>
        <source>2 紙の束を数える</source>
        <translation>2 Count the paper</translation>
    </message>
    <message>
        <source>{envelope}の数えた数</source>
        <translation>{envelope}, counted</translation>
    </message>
    <message>
        <source>数えた数</source>
        <translation>Counted</translation>
    </message>
    <message>
        <source>数える人（責任者とは別の方）</source>
        <translation>Counted by (not the supervisor)</translation>
    </message>
    <message>
        <source>束</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>結果</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>記録の数</source>
        <translation>Recorded</translation>
    </message>
    <message>
        <source>記録の数は入力後に表示</source>
        <translation>Recorded numbers show after you enter yours</translation>
    </message>
    <message>
        <source>選んでください</source>
        <translation>Please choose</translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message>
        <source>{year}年</source>
        <translation>{year}</translation>
    </message>
    <message>
        <source>{year}年{month}月{day}日</source>
        <translation>{year}-{month:02}-{day:02}</translation>
    </message>
    <message>
        <source>{year}（{counted}）年{month}月{day}日</source>
        <translation>{year}-{month:02}-{day:02} ({counted})</translation>
    </message>
    <message>
        <source>令和</source>
        <translation>R</translation>
    </message>
    <message>
        <source>元</source>
        <translation>1</translation>
    </message>
    <message>
        <source>大正</source>
        <translation>T</translation>
    </message>
    <message>
        <source>平成</source>
        <translation>H</translation>
    </message>
    <message>
        <source>明治</source>
        <translation>M</translation>
    </message>
    <message>
        <source>昭和</source>
        <translation>S</translation>
    </message>
</context>
<context>
    <name>DayClosePage</name>
    <message>
        <source>。</source>
        <translation>. </translation>
    </message>
    <message>
        <source>先に、数える人を選んでください</source>
        <translation>First choose who counts</translation>
    </message>
    <message>
        <source>日締め</source>
        <translation>Day close</translation>
    </message>
    <message>
        <source>端末を登録する</source>
        <translation>Enrol this terminal</translation>
    </message>
    <message>
        <source>送信の画面へ</source>
        <translation>To Sending</translation>
    </message>
</context>
<context>
    <name>DayCloseRoom</name>
    <message>
        <source>{date}・{venue}・端末 {terminal}</source>
        <translation>{date}, {venue}, terminal {terminal}</translation>
    </message>
    <message>
        <source>。</source>
        <translation>. </translation>
    </message>
    <message>
        <source>この日を続ける</source>
        <translation>Continue the day</translation>
    </message>
    <message>
        <source>これからの分は、次の束として数えて封緘します。</source>
        <translation>What comes now is counted and sealed as the next batch.</translation>
    </message>
    <message>
        <source>まだ何も送っていないときだけできます。印刷した集計票は破いてください。</source>
        <translation>Only while nothing was sent. Tear up a tally sheet that was printed.</translation>
    </message>
    <message>
        <source>不足ありで封緘する</source>
        <translation>Seal with a shortage</translation>
    </message>
    <message>
        <source>不足ありで進む</source>
        <translation>Go on with a shortage</translation>
    </message>
    <message>
        <source>会場にほかの担当者がいません</source>
        <translation>Nobody else works at the venue</translation>
    </message>
    <message>
        <source>封緘した束はそのままで、この日の受付を続けます</source>
        <translation>The sealed batch stays as it is; intake goes on today</translation>
    </message>
    <message>
        <source>封緘した束を取りやめ、日締めをやり直します</source>
        <translation>The sealed batch is withdrawn and the day is closed anew</translation>
    </message>
    <message>
        <source>封緘のあとに申請者が来ました</source>
        <translation>An applicant came after sealing</translation>
    </message>
    <message>
        <source>封緘を取りやめる</source>
        <translation>Withdraw the seal</translation>
    </message>
    <message>
        <source>探しましたが見つかりません。後日、届けます</source>
        <translation>Searched and not found; will be brought later</translation>
    </message>
    <message>
        <source>数える人と封緘する人が同じになります</source>
        <translation>One person counts and seals</translation>
    </message>
    <message>
        <source>日締め</source>
        <translation>Day close</translation>
    </message>
    <message>
        <source>理由は封緘の目録と集計票に残り、庁内に届きます。</source>
        <translation>The reason stays in the sealed manifest and on the tally sheet, and reaches the office.</translation>
    </message>
    <message>
        <source>理由を記録する</source>
        <translation>Record the reason</translation>
    </message>
    <message>
        <source>申請者が持ち帰りました。連絡して預かります</source>
        <translation>The applicant took it along; will be asked to hand it in</translation>
    </message>
    <message>
        <source>紙と記録の数が合わないまま封緘します</source>
        <translation>Sealed although paper and records differ</translation>
    </message>
    <message>
        <source>責任者1人で数えたことを、日締めの記録と集計票に残します。</source>
        <translation>The day close and the tally sheet will say that the supervisor counted alone.</translation>
    </message>
    <message>
        <source>責任者が1人で数える</source>
        <translation>The supervisor counts alone</translation>
    </message>
</context>
<context>
    <name>DayPapers</name>
    <message>
        <source>日報-{day}-{terminal}.pdf</source>
        <translation>day-report-{day}-{terminal}.pdf</translation>
    </message>
    <message>
        <source>日報を保存</source>
        <translation>Save day report</translation>
    </message>
    <message>
        <source>日報を保存しました</source>
        <translation>Day report saved</translation>
    </message>
</context>
<context>
    <name>DecisionDialog</name>
    <message>
        <source>{who} を差し戻す</source>
        <translation>Send back {who}</translation>
    </message>
    <message>
        <source>{who} を承認する</source>
        <translation>Approve {who}</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>そのほか・くわしい内容</source>
        <translation>Other, details</translation>
    </message>
    <message>
        <source>どのように確かめましたか</source>
        <translation>How did you check it?</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>個人番号や暗証番号は書かないでください。</source>
        <translation>Never write My Number or any PIN here. </translation>
    </message>
    <message>
        <source>差し戻す</source>
        <translation>Send back</translation>
    </message>
    <message>
        <source>差し戻す理由</source>
        <translation>Why it is sent back</translation>
    </message>
    <message>
        <source>承認する</source>
        <translation>Approve</translation>
    </message>
    <message>
        <source>理由を番号で選ぶか、{count}文字以上で書いてください</source>
        <translation>Choose a reason by number, or write at least {count} characters</translation>
    </message>
    <message>
        <source>：</source>
        <translation>: </translation>
    </message>
</context>
<context>
    <name>DeskApp</name>
    <message>
        <source>{title}&#x3000;{text}</source>
        <translation>{title}  {text}</translation>
    </message>
    <message>
        <source>お知らせ</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>この受付は開いたまま保存されています。</source>
        <translation>This intake is saved and stays open.</translation>
    </message>
    <message>
        <source>暗証コードを確かめています</source>
        <translation>Checking the operator PIN</translation>
    </message>
    <message>
        <source>練習モード</source>
        <translation>Practice</translation>
    </message>
    <message>
        <source>規則の調整</source>
        <translation>Changes to the rules</translation>
    </message>
    <message>
        <source>記録を作っています</source>
        <translation>Making the records</translation>
    </message>
    <message>
        <source>記録を開いています</source>
        <translation>Opening the records</translation>
    </message>
    <message>
        <source>責任者が来たら、画面を一緒に見てください。</source>
        <translation>Look at the screen together when the supervisor comes.</translation>
    </message>
    <message>
        <source>責任者を呼んでください</source>
        <translation>Please call a supervisor</translation>
    </message>
</context>
<context>
    <name>DeskDialog</name>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message>
        <source>{at} / {all} 人目</source>
        <translation>{at} of {all}</translation>
    </message>
    <message>
        <source>一覧</source>
        <translation>List</translation>
    </message>
    <message>
        <source>写真なし
（1歳未満など）</source>
        <translation>No photo
(under 1 or so)</translation>
    </message>
    <message>
        <source>受付の写真</source>
        <translation>Photo taken here</translation>
    </message>
    <message>
        <source>差し戻す</source>
        <translation>Send back</translation>
    </message>
    <message>
        <source>後で</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>性別・年齢</source>
        <translation>Sex, age</translation>
    </message>
    <message>
        <source>承認する</source>
        <translation>Approve</translation>
    </message>
    <message>
        <source>担当・時刻</source>
        <translation>By, time</translation>
    </message>
    <message>
        <source>書類の写真</source>
        <translation>Photo on document</translation>
    </message>
    <message>
        <source>書類の写真（{document}）</source>
        <translation>Portrait ({document})</translation>
    </message>
    <message>
        <source>申請書ID</source>
        <translation>Form ID</translation>
    </message>
    <message>
        <source>画像を
読めません</source>
        <translation>Picture cannot
be read</translation>
    </message>
</context>
<context>
    <name>DocumentPicker</name>
    <message>
        <source>A 顔写真付きの公的書類</source>
        <translation>A Photo ID</translation>
    </message>
    <message>
        <source>B 「氏名+生年月日」か「氏名+住所」がある書類</source>
        <translation>B Other ID: name + birth date, or name + address</translation>
    </message>
    <message>
        <source>{count}点選択中</source>
        <translation>{count} chosen</translation>
    </message>
    <message>
        <source>そのほか {count}種</source>
        <translation>{count} others</translation>
    </message>
    <message>
        <source>未選択</source>
        <translation>None chosen</translation>
    </message>
</context>
<context>
    <name>DocumentRows</name>
    <message>
        <source>2029.5.18</source>
        <translation>2029-05-18</translation>
    </message>
    <message>
        <source>2029.5.18／なし</source>
        <translation>2029-05-18 or none</translation>
    </message>
    <message>
        <source>{name}の有効期限</source>
        <translation>Expiry of {name}</translation>
    </message>
    <message>
        <source>なし</source>
        <translation>none</translation>
    </message>
    <message>
        <source>住所</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>提示された書類</source>
        <translation>Documents shown</translation>
    </message>
    <message>
        <source>有効期限</source>
        <translation>Expiry</translation>
    </message>
    <message>
        <source>期限の確認は不要</source>
        <translation>No expiry to check</translation>
    </message>
    <message>
        <source>氏名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>生年月日</source>
        <translation>Birth date</translation>
    </message>
</context>
<context>
    <name>DoubtDialog</name>
    <message>
        <source>この写真は使いません</source>
        <translation>This photo is not used</translation>
    </message>
    <message>
        <source>どちらですか</source>
        <translation>Which is it?</translation>
    </message>
    <message>
        <source>どれか1つを選んでください</source>
        <translation>Choose one</translation>
    </message>
    <message>
        <source>保留にして確かめてもらいます</source>
        <translation>On hold until it is checked</translation>
    </message>
    <message>
        <source>写真を確かめてください</source>
        <translation>Check the photo</translation>
    </message>
    <message>
        <source>撮り直します</source>
        <translation>Retake</translation>
    </message>
    <message>
        <source>決定する</source>
        <translation>Decide</translation>
    </message>
    <message>
        <source>目の前のご本人を撮りました</source>
        <translation>It is the person before me</translation>
    </message>
    <message>
        <source>責任者の確認が付きます</source>
        <translation>Goes to supervisor review</translation>
    </message>
    <message>
        <source>責任者を呼びます</source>
        <translation>Call supervisor</translation>
    </message>
    <message>
        <source>迷うときは「3」を選んでください。</source>
        <translation>When in doubt choose 3.</translation>
    </message>
</context>
<context>
    <name>DuplicateDialog</name>
    <message>
        <source>いま</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>いまの受付を取消にします</source>
        <translation>This intake will be voided</translation>
    </message>
    <message>
        <source>この写真は使えません。目の前の方を撮り直してください。</source>
        <translation>This photo cannot be used. Retake the person before you.</translation>
    </message>
    <message>
        <source>この申請書は受付済みです</source>
        <translation>This form has already been taken</translation>
    </message>
    <message>
        <source>ご家族かもしれません。写真を取り違えていないか、見比べてください。</source>
        <translation>Perhaps family. Compare: are the photos not mixed up?</translation>
    </message>
    <message>
        <source>ご家族などで似ていることもあります。</source>
        <translation>Relatives, for example, can look alike. </translation>
    </message>
    <message>
        <source>ちがう</source>
        <translation>Differs</translation>
    </message>
    <message>
        <source>どちらですか</source>
        <translation>Which is it?</translation>
    </message>
    <message>
        <source>どれか1つを選んでください</source>
        <translation>Choose one</translation>
    </message>
    <message>
        <source>ふたごの方か、お名前の入力の誤りか、見比べてください。</source>
        <translation>Compare both: are they twins, or was a name typed wrongly?</translation>
    </message>
    <message>
        <source>ほかの受付と同じ写真のようです</source>
        <translation>Seems to be the same photo as another intake&apos;s</translation>
    </message>
    <message>
        <source>ほかの受付と同じ画像です</source>
        <translation>The same picture as another intake&apos;s</translation>
    </message>
    <message>
        <source>ほかの受付の方と顔がとても似ています</source>
        <translation>Very similar to the person of another intake</translation>
    </message>
    <message>
        <source>ほかの受付の方と顔が似ています</source>
        <translation>Similar to the person of another intake</translation>
    </message>
    <message>
        <source>わからない</source>
        <translation>Not sure</translation>
    </message>
    <message>
        <source>一致</source>
        <translation>Same</translation>
    </message>
    <message>
        <source>両方の写真と申請書を見比べてください。答えるまで次へ進めません。</source>
        <translation>Compare both photos and forms. You can go on once you have answered.</translation>
    </message>
    <message>
        <source>両方の申請書と写真を見比べてください。答えるまで次へ進めません。</source>
        <translation>Compare both forms and photos. You can go on once you have answered.</translation>
    </message>
    <message>
        <source>二重の申請か、写真の取り違えかもしれません。</source>
        <translation>Perhaps a second application, or photos mixed up. </translation>
    </message>
    <message>
        <source>以前</source>
        <translation>Before</translation>
    </message>
    <message>
        <source>似ている</source>
        <translation>Similar</translation>
    </message>
    <message>
        <source>写真の取り違え</source>
        <translation>Photos mixed up</translation>
    </message>
    <message>
        <source>別の方かどうか、生年月日と住所を見比べてください。</source>
        <translation>Compare birth date and address to see whether it is another person.</translation>
    </message>
    <message>
        <source>別の方（似ているだけ）</source>
        <translation>Other person, only alike</translation>
    </message>
    <message>
        <source>同じ住所の受付があります</source>
        <translation>Another intake has the same address</translation>
    </message>
    <message>
        <source>同じ方の二重申請</source>
        <translation>The same person twice</translation>
    </message>
    <message>
        <source>同じ氏名の受付があります</source>
        <translation>Another intake has the same name</translation>
    </message>
    <message>
        <source>同じ氏名・生年月日の受付があり、顔も似ています</source>
        <translation>Another intake has the same name and birth date, and a similar face</translation>
    </message>
    <message>
        <source>同じ氏名・生年月日の受付があります</source>
        <translation>Another intake has the same name and birth date</translation>
    </message>
    <message>
        <source>同じ生年月日・住所の受付があります</source>
        <translation>Another intake has the same birth date and address</translation>
    </message>
    <message>
        <source>同じ申請書IDの受付があります。二重に完了することはできません。申請書が別の方のものでないか確かめてください。</source>
        <translation>Another intake has the same form ID. It cannot be completed twice. Check that the form is not another person&apos;s.</translation>
    </message>
    <message>
        <source>同じ画像のため選べません</source>
        <translation>Not possible: same picture</translation>
    </message>
    <message>
        <source>同姓同名の別の方</source>
        <translation>Another person, same name</translation>
    </message>
    <message>
        <source>撮り直し・相手も責任者が確認</source>
        <translation>Retake; both go to review</translation>
    </message>
    <message>
        <source>決定する</source>
        <translation>Decide</translation>
    </message>
    <message>
        <source>申請書IDが同じため選べません</source>
        <translation>Not possible: same form ID</translation>
    </message>
    <message>
        <source>結果</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>見比べる点</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>責任者の確認が付きます</source>
        <translation>Goes to supervisor review</translation>
    </message>
    <message>
        <source>責任者を呼ぶ</source>
        <translation>Call supervisor</translation>
    </message>
    <message>
        <source>責任者を呼んで確かめます</source>
        <translation>Call a supervisor to check</translation>
    </message>
    <message>
        <source>迷うときは「3」を選び、責任者を呼んでください。</source>
        <translation>When in doubt choose 3 and call a supervisor.</translation>
    </message>
    <message>
        <source>重複のおそれがあります</source>
        <translation>Possible duplicate</translation>
    </message>
</context>
<context>
    <name>EndPanel</name>
    <message>
        <source>きょうの受付を読み込んでいます</source>
        <translation>Loading today&apos;s intakes</translation>
    </message>
    <message>
        <source>まだ決めていない方が {count}人います</source>
        <translation>Not decided yet: {count}</translation>
    </message>
    <message>
        <source>一覧を見直す</source>
        <translation>Look again</translation>
    </message>
    <message>
        <source>全員の承認が終わりました。日締めに進めます。</source>
        <translation>Everybody is approved. The day close can begin.</translation>
    </message>
    <message>
        <source>全員の確認が終わりました</source>
        <translation>Everybody has been reviewed</translation>
    </message>
    <message>
        <source>受付が完了すると、ここに並びます。</source>
        <translation>Complete intakes show here.</translation>
    </message>
    <message>
        <source>差戻し {count}人は、訂正が終わるともう一度ここに出ます。</source>
        <translation>Sent back: {count}. They show here again once corrected.</translation>
    </message>
    <message>
        <source>後での {count}人を確認する</source>
        <translation>Review those left for later ({count})</translation>
    </message>
    <message>
        <source>確認する受付は、まだありません</source>
        <translation>Nothing to review yet</translation>
    </message>
    <message>
        <source>責任者が1人ずつ写真を確かめます</source>
        <translation>A supervisor checks the photos one by one</translation>
    </message>
    <message>
        <source>責任者の暗証コードを入れると始まります。画面を離れると終わります。</source>
        <translation>It begins with the supervisor&apos;s operator PIN and ends when this screen is left.</translation>
    </message>
    <message>
        <source>責任者確認を始める</source>
        <translation>Begin supervisor review</translation>
    </message>
</context>
<context>
    <name>Endings</name>
    <message>
        <source>{number} を保留にしました</source>
        <translation>{number} is on hold</translation>
    </message>
    <message>
        <source>{number} を取り消しました</source>
        <translation>{number} is void</translation>
    </message>
    <message>
        <source>{number} を返却にしました</source>
        <translation>{number} is returned</translation>
    </message>
    <message>
        <source>この受付を離れますか</source>
        <translation>Leave this intake?</translation>
    </message>
    <message>
        <source>一覧に戻る</source>
        <translation>Back to list</translation>
    </message>
    <message>
        <source>入力した内容は {number} に保存されています。一覧からいつでも続けられます。申請書をお返しするときは、このあと「その他」（F7）の返却を選んでください。</source>
        <translation>Everything is saved in {number}; go on from the list at any time. To give the form back, choose Return in &quot;More&quot; (F7) afterwards.</translation>
    </message>
    <message>
        <source>受付に戻る</source>
        <translation>Back to intake</translation>
    </message>
    <message>
        <source>差戻しの理由：{reason}</source>
        <translation>Sent back because: {reason}</translation>
    </message>
</context>
<context>
    <name>EnrolDialog</name>
    <message>
        <source>MKD1: で始まるコードを入れてください</source>
        <translation>Enter the code that begins with MKD1:</translation>
    </message>
    <message>
        <source>この端末を登録しました</source>
        <translation>This terminal is enrolled</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>カメラで読む</source>
        <translation>Read with camera</translation>
    </message>
    <message>
        <source>カメラを閉じる</source>
        <translation>Close camera</translation>
    </message>
    <message>
        <source>センターから届いた登録票のQRを読んでください</source>
        <translation>Read the QR on the enrolment sheet from the hub</translation>
    </message>
    <message>
        <source>センターに登録しています</source>
        <translation>Enrolling at the hub</translation>
    </message>
    <message>
        <source>日締めで封緘し、センターへ送れるようになりました。</source>
        <translation>Days can now be sealed and sent to the hub.</translation>
    </message>
    <message>
        <source>登録する</source>
        <translation>Enrol</translation>
    </message>
    <message>
        <source>登録票のQRではありません</source>
        <translation>Not the QR of an enrolment sheet</translation>
    </message>
    <message>
        <source>登録票のQRを読むか、コードを入れてください</source>
        <translation>Read the sheet&apos;s QR or enter its code</translation>
    </message>
    <message>
        <source>登録票のコードは1回だけ使えます。読み取ると、このセンターだけとつながります。</source>
        <translation>Its code works once. From then on this terminal talks to that hub only.</translation>
    </message>
    <message>
        <source>登録票のコード（MKD1: で始まる文字）</source>
        <translation>Code of the enrolment sheet (begins with MKD1:)</translation>
    </message>
    <message>
        <source>端末を登録する</source>
        <translation>Enrol this terminal</translation>
    </message>
    <message>
        <source>貼り付け</source>
        <translation>Paste</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>EnrollingRoom</name>
    <message>
        <source>センター</source>
        <translation>Hub</translation>
    </message>
    <message>
        <source>センターの鍵（登録票と同じか確かめてください）</source>
        <translation>Key of the hub (compare it with the sheet)</translation>
    </message>
    <message>
        <source>市区町村</source>
        <translation>Municipality</translation>
    </message>
    <message>
        <source>端末</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>端末の登録は責任者だけができます。責任者が暗証コードを入れてください。</source>
        <translation>Only a supervisor can enrol a terminal. Supervisor, please enter your PIN.</translation>
    </message>
    <message>
        <source>端末を登録する</source>
        <translation>Enrol this terminal</translation>
    </message>
</context>
<context>
    <name>FailureBox</name>
    <message>
        <source>次にすること</source>
        <translation>What to do next</translation>
    </message>
</context>
<context>
    <name>FileChoice</name>
    <message>
        <source>USBメモリーもSDカードも見つかりません</source>
        <translation>No USB stick or SD card found</translation>
    </message>
    <message>
        <source>このフォルダーにする</source>
        <translation>Use this folder</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>ファイル名：</source>
        <translation>File name:</translation>
    </message>
    <message>
        <source>フォルダーを選ぶ</source>
        <translation>Choose a folder</translation>
    </message>
    <message>
        <source>保存する</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>場所：</source>
        <translation>Place:</translation>
    </message>
    <message>
        <source>差し込んでから、もう一度押してください。</source>
        <translation>Plug one in and press again.</translation>
    </message>
    <message>
        <source>申請書の画像・PDFを選ぶ</source>
        <translation>Choose a picture or PDF of the form</translation>
    </message>
    <message>
        <source>画像・PDF</source>
        <translation>Pictures and PDF</translation>
    </message>
    <message>
        <source>種類：</source>
        <translation>Kind:</translation>
    </message>
    <message>
        <source>読み取る</source>
        <translation>Read</translation>
    </message>
</context>
<context>
    <name>FlagBox</name>
    <message>
        <source>気になる点はありません。写真と書類の写真を見比べてください。</source>
        <translation>No flags. Compare the photo with the document&apos;s portrait.</translation>
    </message>
    <message>
        <source>注意する点</source>
        <translation>Flags</translation>
    </message>
</context>
<context>
    <name>FormPage</name>
    <message>
        <source>1回目：申請書ID 23桁を入力して Enter を押してください</source>
        <translation>First time: type the 23-digit form ID and press Enter</translation>
    </message>
    <message>
        <source>2回とも同じなら確定します</source>
        <translation>Two equal readings settle it</translation>
    </message>
    <message>
        <source>2回目：同じ23桁をもう一度入力してください</source>
        <translation>Second time: type the same 23 digits again</translation>
    </message>
    <message>
        <source>Ctrl+I を押すと、申請書ID 23桁を入力できます</source>
        <translation>Press Ctrl+I to type the 23-digit form ID</translation>
    </message>
    <message>
        <source>QRコードが読み取れません。申請書IDを手で入力できます（Ctrl+I）。</source>
        <translation>The QR code cannot be read. You can type the form ID (Ctrl+I).</translation>
    </message>
    <message>
        <source>QRコードを待っています</source>
        <translation>Waiting for the QR code</translation>
    </message>
    <message>
        <source>QRコード付き交付申請書</source>
        <translation>Form with QR code</translation>
    </message>
    <message>
        <source>「申請書を撮る」は Ctrl+U です</source>
        <translation>&quot;Picture of the form&quot; is Ctrl+U</translation>
    </message>
    <message>
        <source>この会場では使えません → 再発行</source>
        <translation>Not usable at this venue → new form</translation>
    </message>
    <message>
        <source>この受付の札を照合しました</source>
        <translation>This intake&apos;s label was checked</translation>
    </message>
    <message>
        <source>この受付の札（受付番号のQR）を写してください</source>
        <translation>Show this intake&apos;s label (QR of the intake no.)</translation>
    </message>
    <message>
        <source>この受付の申請書ではありません</source>
        <translation>Not the form of this intake</translation>
    </message>
    <message>
        <source>この受付の申請書のQRコードを写してください</source>
        <translation>Show the QR code of this intake&apos;s form</translation>
    </message>
    <message>
        <source>この申請書では受け付けられません</source>
        <translation>This form cannot be used</translation>
    </message>
    <message>
        <source>この申請書では進めません</source>
        <translation>This form cannot be used</translation>
    </message>
    <message>
        <source>この端末の記録と重複しないこと</source>
        <translation>It is new on this terminal</translation>
    </message>
    <message>
        <source>その場で再発行を依頼</source>
        <translation>Ask for a new form here</translation>
    </message>
    <message>
        <source>もう一度かざしてください（1/2）</source>
        <translation>Show it once more (1/2)</translation>
    </message>
    <message>
        <source>カメラで撮れないときは札で続けます</source>
        <translation>Without a camera, go on by the label</translation>
    </message>
    <message>
        <source>カメラを確かめてください</source>
        <translation>Check the camera</translation>
    </message>
    <message>
        <source>カメラ切替</source>
        <translation>Other camera</translation>
    </message>
    <message>
        <source>スキャナーか手入力（Ctrl+I）でも受け付けられます。</source>
        <translation>A scanner or typing (Ctrl+I) works too.</translation>
    </message>
    <message>
        <source>ファイルから読む</source>
        <translation>Read from file</translation>
    </message>
    <message>
        <source>二重線で直してもらい、受け付けます</source>
        <translation>Corrected by hand, then accepted</translation>
    </message>
    <message>
        <source>保存しています</source>
        <translation>Saving</translation>
    </message>
    <message>
        <source>個人番号が書かれていないことを確かめてから「申請書を撮る」（Ctrl+U）を押します。</source>
        <translation>Check that no My Number is written on it, then press &quot;Picture of the form&quot; (Ctrl+U).</translation>
    </message>
    <message>
        <source>再発行した申請書が届いたら、種類を「QRコード付き」に選び直して読み取ります。</source>
        <translation>When the new form has come, choose &quot;Form with QR code&quot; and read it.</translation>
    </message>
    <message>
        <source>写す申請書はありません</source>
        <translation>No form to show</translation>
    </message>
    <message>
        <source>別の申請書</source>
        <translation>Another form</translation>
    </message>
    <message>
        <source>別の申請書です。机の上を確かめてください</source>
        <translation>This is another form. Check the desk</translation>
    </message>
    <message>
        <source>前の方の書類がないか答えてください</source>
        <translation>Answer the question about the previous person&apos;s papers</translation>
    </message>
    <message>
        <source>前の方の書類は残っていません</source>
        <translation>No papers of the previous person are left</translation>
    </message>
    <message>
        <source>前の方（{number} {name} さん）の書類は、お手元に残っていませんか</source>
        <translation>Are papers of the previous person ({number} {name}) left with you?</translation>
    </message>
    <message>
        <source>受付を開き直しました。撮影の前に、この方の申請書をもう一度照合します。</source>
        <translation>The intake was opened again. Check this person&apos;s form once more before the photo.</translation>
    </message>
    <message>
        <source>受付済みの申請書</source>
        <translation>Form already taken</translation>
    </message>
    <message>
        <source>受付番号の札を照合したこと</source>
        <translation>The intake&apos;s label is checked</translation>
    </message>
    <message>
        <source>手入力を始める</source>
        <translation>Type the ID</translation>
    </message>
    <message>
        <source>手書き用の申請書</source>
        <translation>Handwritten form</translation>
    </message>
    <message>
        <source>手順4で、受付番号の札を写して照合します</source>
        <translation>In step 4 the intake&apos;s label is shown and checked</translation>
    </message>
    <message>
        <source>打ち間違いを防ぐため2回入力します。</source>
        <translation>Typed twice, to find typing errors.</translation>
    </message>
    <message>
        <source>撮らずに札で続ける</source>
        <translation>Go on by label</translation>
    </message>
    <message>
        <source>撮影前</source>
        <translation>Not taken</translation>
    </message>
    <message>
        <source>新しい申請書をその場で再発行</source>
        <translation>A new form is issued here</translation>
    </message>
    <message>
        <source>旧住所・旧姓の様式でないこと（目視）</source>
        <translation>No former address or name (by eye)</translation>
    </message>
    <message>
        <source>旧住所・旧姓の申請書</source>
        <translation>Former address or name</translation>
    </message>
    <message>
        <source>書類カメラ</source>
        <translation>Form camera</translation>
    </message>
    <message>
        <source>札は、受付番号のQR（印刷したラベルか、申請者画面）です。</source>
        <translation>The label is the QR of the intake no., printed or on the applicant&apos;s screen.</translation>
    </message>
    <message>
        <source>札を照合する</source>
        <translation>Check label</translation>
    </message>
    <message>
        <source>机の上に、前の方の書類は残っていませんか</source>
        <translation>Are papers of the previous person left on the desk?</translation>
    </message>
    <message>
        <source>机の上の確認</source>
        <translation>Clear desk</translation>
    </message>
    <message>
        <source>机の上を片付けてから次の方をお呼びください。</source>
        <translation>Clear the desk before you call the next person.</translation>
    </message>
    <message>
        <source>枠の中にQRコードの四隅が入ると読み取ります</source>
        <translation>It reads when all four corners are in the frame</translation>
    </message>
    <message>
        <source>次へ：申請者</source>
        <translation>Next: applicant</translation>
    </message>
    <message>
        <source>残っていません</source>
        <translation>None left</translation>
    </message>
    <message>
        <source>照合しました。撮影に進めます。</source>
        <translation>Checked. The photo can be taken.</translation>
    </message>
    <message>
        <source>照合中</source>
        <translation>Checking</translation>
    </message>
    <message>
        <source>申請書ID</source>
        <translation>Form ID</translation>
    </message>
    <message>
        <source>申請書ID 23桁</source>
        <translation>Form ID (23 digits)</translation>
    </message>
    <message>
        <source>申請書ID 23桁を入力（2回）</source>
        <translation>Type the 23-digit form ID (twice)</translation>
    </message>
    <message>
        <source>申請書IDが23桁であること</source>
        <translation>The form ID has 23 digits</translation>
    </message>
    <message>
        <source>申請書IDなし・番号は庁内で追記</source>
        <translation>No form ID; number added later</translation>
    </message>
    <message>
        <source>申請書が目の前の方のものか確かめて、次へ進んでください。</source>
        <translation>Check that the form belongs to the person before you, then go on.</translation>
    </message>
    <message>
        <source>申請書なし</source>
        <translation>No form</translation>
    </message>
    <message>
        <source>申請書のQRコードを、右の枠に合わせてください</source>
        <translation>Put the form&apos;s QR code into the frame at the right</translation>
    </message>
    <message>
        <source>申請書のQRコードを枠に合わせてください</source>
        <translation>Put the form&apos;s QR code into the frame</translation>
    </message>
    <message>
        <source>申請書の画像</source>
        <translation>Picture of the form</translation>
    </message>
    <message>
        <source>申請書の画像を保存したこと</source>
        <translation>The form&apos;s picture is saved</translation>
    </message>
    <message>
        <source>申請書の種類</source>
        <translation>Kind of form</translation>
    </message>
    <message>
        <source>申請書はもう読み取られています。</source>
        <translation>The form has already been read.</translation>
    </message>
    <message>
        <source>申請書をもう一度照合したこと</source>
        <translation>The form is checked once more</translation>
    </message>
    <message>
        <source>申請書を写して「申請書を撮る」を押してください</source>
        <translation>Show the form and press &quot;Picture of the form&quot;</translation>
    </message>
    <message>
        <source>申請書を写して撮ってください</source>
        <translation>Show the form and take its picture</translation>
    </message>
    <message>
        <source>申請書を右の枠に写して、撮ってください</source>
        <translation>Show the form in the frame at the right and take its picture</translation>
    </message>
    <message>
        <source>申請書を持っていない</source>
        <translation>No form brought</translation>
    </message>
    <message>
        <source>申請書を持っていない方の受付です</source>
        <translation>Intake without a form</translation>
    </message>
    <message>
        <source>申請書を撮ってください（Ctrl+U）</source>
        <translation>Take the picture of the form (Ctrl+U)</translation>
    </message>
    <message>
        <source>申請書を撮りました</source>
        <translation>The form&apos;s picture was taken</translation>
    </message>
    <message>
        <source>申請書を撮る</source>
        <translation>Picture of the form</translation>
    </message>
    <message>
        <source>申請書を照合する</source>
        <translation>Check form</translation>
    </message>
    <message>
        <source>申請書を読み取りました（末尾 {tail}）</source>
        <translation>The form was read (ends {tail})</translation>
    </message>
    <message>
        <source>申請書を読み直す</source>
        <translation>Read form again</translation>
    </message>
    <message>
        <source>読み取りました。前の方の書類がないか答えると、次へ進みます。</source>
        <translation>Read. Answer the question about the previous person&apos;s papers to go on.</translation>
    </message>
    <message>
        <source>読み取り中</source>
        <translation>Reading</translation>
    </message>
    <message>
        <source>読み取ると確認すること</source>
        <translation>Checked when it is read</translation>
    </message>
    <message>
        <source>読み取ると自動で次へ進みます。個人番号（12桁）は読み取らず、保存もしません。</source>
        <translation>Goes on by itself when read. The My Number (12 digits) is never read or kept.</translation>
    </message>
    <message>
        <source>読み取れないとき</source>
        <translation>If it does not read</translation>
    </message>
    <message>
        <source>読み取れません。手で入力できます</source>
        <translation>Cannot be read. You can type the ID</translation>
    </message>
    <message>
        <source>読取済み</source>
        <translation>Read</translation>
    </message>
    <message>
        <source>通常はこちら</source>
        <translation>The usual one</translation>
    </message>
    <message>
        <source>＊1回目と2回目が違います。1回目から入力し直してください</source>
        <translation>* The two entries differ. Type it twice again</translation>
    </message>
    <message>
        <source>＊23桁で入力してください（いま{now}桁）</source>
        <translation>* 23 digits, please (now {now})</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>この画面のキー</source>
        <translation>Keys of this screen</translation>
    </message>
    <message>
        <source>この画面の使い方</source>
        <translation>Help for this screen</translation>
    </message>
    <message>
        <source>すること</source>
        <translation>What it does</translation>
    </message>
    <message>
        <source>キー</source>
        <translation>Key</translation>
    </message>
    <message>
        <source>困ったときは、入力をそのままにして責任者を呼んでください。</source>
        <translation>If you are stuck, leave everything as it is and call a supervisor.</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>HereDialog</name>
    <message>
        <source>USBで持出し中：受領書が届くまで残ります</source>
        <translation>Out on USB: kept until the receipt arrives</translation>
    </message>
    <message>
        <source>{day} から</source>
        <translation>since {day}</translation>
    </message>
    <message>
        <source>この端末だけにあります。端末を手放す前に、送るかUSBで運んでください。</source>
        <translation>They are on this terminal only. Send them or carry them on USB before you give it away.</translation>
    </message>
    <message>
        <source>すべての記録に受領書があります</source>
        <translation>Every record has its receipt</translation>
    </message>
    <message>
        <source>ほか {count} 束</source>
        <translation>and {count} more</translation>
    </message>
    <message>
        <source>取消・返却・訂正前：束と一緒に消去します</source>
        <translation>Voided, returned, corrected: erased with their batch</translation>
    </message>
    <message>
        <source>受付中：まだ終わっていません</source>
        <translation>In progress: not finished yet</translation>
    </message>
    <message>
        <source>受領書がまだない記録が {count} 件あります</source>
        <translation>{count} records have no receipt yet</translation>
    </message>
    <message>
        <source>受領済み：保存の日数が過ぎると消去します</source>
        <translation>Received: erased when their days are over</translation>
    </message>
    <message>
        <source>完了：日締めで封緘するまで残ります</source>
        <translation>Completed: kept until the day is sealed</translation>
    </message>
    <message>
        <source>封緘済み：受領書が届くまで残ります</source>
        <translation>Sealed: kept until the receipt arrives</translation>
    </message>
    <message>
        <source>承認待ち</source>
        <translation>Awaits approval</translation>
    </message>
    <message>
        <source>消去の予定</source>
        <translation>To be erased</translation>
    </message>
    <message>
        <source>消去を承認する</source>
        <translation>Approve erasing</translation>
    </message>
    <message>
        <source>端末に残っている記録</source>
        <translation>What is still here</translation>
    </message>
    <message>
        <source>繰越（保留）：次の開設日に続けます</source>
        <translation>Carried over (held): goes on next day</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>IdentityPage</name>
    <message>
        <source>ご本人</source>
        <translation>Applicant</translation>
    </message>
    <message>
        <source>ご本人の書類</source>
        <translation>Applicant&apos;s documents</translation>
    </message>
    <message>
        <source>ご本人の来場</source>
        <translation>Applicant here in person</translation>
    </message>
    <message>
        <source>どなたの書類か</source>
        <translation>Whose documents</translation>
    </message>
    <message>
        <source>カメラを準備しています</source>
        <translation>The camera is starting</translation>
    </message>
    <message>
        <source>保存しません</source>
        <translation>Not kept</translation>
    </message>
    <message>
        <source>写しの同意</source>
        <translation>Consent</translation>
    </message>
    <message>
        <source>同意あり</source>
        <translation>Agrees</translation>
    </message>
    <message>
        <source>同意なし</source>
        <translation>Declines</translation>
    </message>
    <message>
        <source>提示された本人確認書類を選んでください</source>
        <translation>Choose the documents shown</translation>
    </message>
    <message>
        <source>書類カメラ（照合用）</source>
        <translation>Form camera</translation>
    </message>
    <message>
        <source>来場</source>
        <translation>Present</translation>
    </message>
    <message>
        <source>来場なし</source>
        <translation>Not here</translation>
    </message>
    <message>
        <source>次へ：写真</source>
        <translation>Next: photo</translation>
    </message>
    <message>
        <source>次へ：書類・確認</source>
        <translation>Next: papers</translation>
    </message>
    <message>
        <source>法定代理人の書類</source>
        <translation>Representative&apos;s documents</translation>
    </message>
    <message>
        <source>照合用の画像はありません。書類は手元で確かめられます。</source>
        <translation>No picture to compare. Check the documents in your hands.</translation>
    </message>
    <message>
        <source>窓口受取りで次へ</source>
        <translation>Next: counter</translation>
    </message>
    <message>
        <source>顔だけ保存</source>
        <translation>Face only</translation>
    </message>
    <message>
        <source>顔写真のある書類を選ぶと、書類の写真を撮れます</source>
        <translation>Choose a document with a portrait to photograph the portrait</translation>
    </message>
</context>
<context>
    <name>Item</name>
    <message>
        <source>まだ</source>
        <translation>Not yet</translation>
    </message>
    <message>
        <source>済み</source>
        <translation>done</translation>
    </message>
</context>
<context>
    <name>KeptReason</name>
    <message>
        <source>このまま使う理由</source>
        <translation>Why it is kept</translation>
    </message>
    <message>
        <source>このまま使う理由を選ぶか、撮り直してください（F5）</source>
        <translation>Choose why it is kept, or retake it (F5)</translation>
    </message>
    <message>
        <source>この会場ではこれが最善</source>
        <translation>Best this venue allows</translation>
    </message>
    <message>
        <source>この方の自然な状態</source>
        <translation>Natural for this person</translation>
    </message>
    <message>
        <source>ご本人の希望</source>
        <translation>The applicant wishes it</translation>
    </message>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
    <message>
        <source>自動チェックで気になる点があります</source>
        <translation>The automatic checks found something</translation>
    </message>
    <message>
        <source>見て問題ない（自動チェックの誤り）</source>
        <translation>Looks right (wrong check)</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>1つ目のタブ</source>
        <translation>First tab</translation>
    </message>
    <message>
        <source>1を選ぶ</source>
        <translation>Choose 1</translation>
    </message>
    <message>
        <source>2つ目のタブ</source>
        <translation>Second tab</translation>
    </message>
    <message>
        <source>2を選ぶ</source>
        <translation>Choose 2</translation>
    </message>
    <message>
        <source>3つ目のタブ</source>
        <translation>Third tab</translation>
    </message>
    <message>
        <source>3を選ぶ</source>
        <translation>Choose 3</translation>
    </message>
    <message>
        <source>4つ目のタブ</source>
        <translation>Fourth tab</translation>
    </message>
    <message>
        <source>4を選ぶ</source>
        <translation>Choose 4</translation>
    </message>
    <message>
        <source>5つ目のタブ</source>
        <translation>Fifth tab</translation>
    </message>
    <message>
        <source>5を選ぶ</source>
        <translation>Choose 5</translation>
    </message>
    <message>
        <source>6つ目のタブ</source>
        <translation>Sixth tab</translation>
    </message>
    <message>
        <source>ID手入力</source>
        <translation>Type the ID</translation>
    </message>
    <message>
        <source>USB取込み</source>
        <translation>Take in from USB</translation>
    </message>
    <message>
        <source>USB書出し</source>
        <translation>Write to USB</translation>
    </message>
    <message>
        <source>いいえ</source>
        <translation>No</translation>
    </message>
    <message>
        <source>はい</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>カメラと項目の切替</source>
        <translation>Camera or fields</translation>
    </message>
    <message>
        <source>カメラ切替</source>
        <translation>Other camera</translation>
    </message>
    <message>
        <source>ファイルから読む</source>
        <translation>Read from file</translation>
    </message>
    <message>
        <source>メニュー</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>ロック</source>
        <translation>Lock</translation>
    </message>
    <message>
        <source>一時停止</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>一覧へ</source>
        <translation>To the list</translation>
    </message>
    <message>
        <source>一覧・検索</source>
        <translation>List and search</translation>
    </message>
    <message>
        <source>上のタブへ移動</source>
        <translation>Go to tab</translation>
    </message>
    <message>
        <source>不足ありで封緘</source>
        <translation>Seal with shortage</translation>
    </message>
    <message>
        <source>並べて比べる</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>使い方</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>保留</source>
        <translation>Hold</translation>
    </message>
    <message>
        <source>再点検</source>
        <translation>Recheck</translation>
    </message>
    <message>
        <source>写しの同意</source>
        <translation>Consent</translation>
    </message>
    <message>
        <source>前の8人</source>
        <translation>Previous 8</translation>
    </message>
    <message>
        <source>前の人</source>
        <translation>Previous person</translation>
    </message>
    <message>
        <source>前後の人</source>
        <translation>Other person</translation>
    </message>
    <message>
        <source>取りやめ</source>
        <translation>End without it</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>受付を始める</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>差戻し</source>
        <translation>Send back</translation>
    </message>
    <message>
        <source>後で</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>手続きを選ぶ</source>
        <translation>Choose</translation>
    </message>
    <message>
        <source>手順1へ</source>
        <translation>To step 1</translation>
    </message>
    <message>
        <source>手順2へ</source>
        <translation>To step 2</translation>
    </message>
    <message>
        <source>手順3へ</source>
        <translation>To step 3</translation>
    </message>
    <message>
        <source>手順4へ</source>
        <translation>To step 4</translation>
    </message>
    <message>
        <source>手順5へ</source>
        <translation>To step 5</translation>
    </message>
    <message>
        <source>手順へ移動</source>
        <translation>Go to step</translation>
    </message>
    <message>
        <source>承認</source>
        <translation>Approve</translation>
    </message>
    <message>
        <source>拡大</source>
        <translation>Enlarge</translation>
    </message>
    <message>
        <source>控えの見本</source>
        <translation>Slip preview</translation>
    </message>
    <message>
        <source>控え印刷</source>
        <translation>Print slip</translation>
    </message>
    <message>
        <source>撮り直し</source>
        <translation>Retake</translation>
    </message>
    <message>
        <source>撮影</source>
        <translation>Take photo</translation>
    </message>
    <message>
        <source>新しい受付</source>
        <translation>New intake</translation>
    </message>
    <message>
        <source>書類を選ぶ</source>
        <translation>Choose document</translation>
    </message>
    <message>
        <source>束を選ぶ</source>
        <translation>Choose batch</translation>
    </message>
    <message>
        <source>次の8人</source>
        <translation>Next 8</translation>
    </message>
    <message>
        <source>次の人</source>
        <translation>Next person</translation>
    </message>
    <message>
        <source>次の方を呼ぶ</source>
        <translation>Call next</translation>
    </message>
    <message>
        <source>次の項目</source>
        <translation>Next field</translation>
    </message>
    <message>
        <source>次へ・確定</source>
        <translation>Next, confirm</translation>
    </message>
    <message>
        <source>申請書の照合</source>
        <translation>Form check</translation>
    </message>
    <message>
        <source>申請者画面</source>
        <translation>Applicant&apos;s screen</translation>
    </message>
    <message>
        <source>画像の拡大</source>
        <translation>Enlarge</translation>
    </message>
    <message>
        <source>番号で選ぶ</source>
        <translation>Choose by number</translation>
    </message>
    <message>
        <source>番号札を出す</source>
        <translation>Number ticket</translation>
    </message>
    <message>
        <source>番号表示</source>
        <translation>Waiting board</translation>
    </message>
    <message>
        <source>窓口を案内</source>
        <translation>Refer</translation>
    </message>
    <message>
        <source>端末へ引き渡す</source>
        <translation>Hand over</translation>
    </message>
    <message>
        <source>紙の印刷</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>続きから送る</source>
        <translation>Continue sending</translation>
    </message>
    <message>
        <source>裏面を撮る</source>
        <translation>Back side</translation>
    </message>
    <message>
        <source>訂正</source>
        <translation>Correct</translation>
    </message>
    <message>
        <source>訂正・その他</source>
        <translation>Correct, more</translation>
    </message>
    <message>
        <source>責任者による解除</source>
        <translation>Unlock PIN</translation>
    </message>
    <message>
        <source>責任者を呼ぶ</source>
        <translation>Call supervisor</translation>
    </message>
    <message>
        <source>返却</source>
        <translation>Return</translation>
    </message>
    <message>
        <source>連続読取</source>
        <translation>Scan all</translation>
    </message>
    <message>
        <source>集計票の印刷</source>
        <translation>Print tally sheet</translation>
    </message>
    <message>
        <source>項目を確認</source>
        <translation>Check item</translation>
    </message>
</context>
<context>
    <name>KioskRoom</name>
    <message>
        <source>先に、合言葉で記録を開いてください</source>
        <translation>First open the records with the passphrase</translation>
    </message>
    <message>
        <source>専用端末を終える</source>
        <translation>Leave dedicated mode</translation>
    </message>
    <message>
        <source>開いたあと、もう一度メニューから選ぶと、責任者が終えられます。</source>
        <translation>Once they are open, choose it in the menu again; a supervisor can then leave.</translation>
    </message>
</context>
<context>
    <name>LabeledField</name>
    <message>
        <source>※必須</source>
        <translation>* required</translation>
    </message>
</context>
<context>
    <name>LeaveDialog</name>
    <message>
        <source>お帰りになった</source>
        <translation>Has left</translation>
    </message>
    <message>
        <source>そのほか・くわしい内容</source>
        <translation>Other, details</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>取りやめる</source>
        <translation>End it</translation>
    </message>
    <message>
        <source>取りやめると、この番号では続けられません</source>
        <translation>This number cannot go on after that</translation>
    </message>
    <message>
        <source>呼んでも来られない</source>
        <translation>Did not come when called</translation>
    </message>
    <message>
        <source>手続きを取りやめる</source>
        <translation>End the case</translation>
    </message>
    <message>
        <source>手続きを選び間違えた</source>
        <translation>Wrong procedure chosen</translation>
    </message>
    <message>
        <source>書類をそろえて出直す</source>
        <translation>Comes back with documents</translation>
    </message>
    <message>
        <source>氏名・個人番号・暗証番号は書かないでください。</source>
        <translation>Do not write names, My Numbers or PINs.</translation>
    </message>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>理由を選ぶか、書いてください</source>
        <translation>Choose or write a reason</translation>
    </message>
    <message>
        <source>続きがあるときは「一覧へ」で戻ると、入力が残ります。</source>
        <translation>To go on later, go back to the list: what was entered is kept.</translation>
    </message>
    <message>
        <source>：</source>
        <translation>: </translation>
    </message>
</context>
<context>
    <name>LeaveKioskDialog</name>
    <message>
        <source>この端末は、責任者だけが終えることができます</source>
        <translation>Only a supervisor can leave this terminal</translation>
    </message>
    <message>
        <source>一日の業務が終わりました</source>
        <translation>The day&apos;s work is done</translation>
    </message>
    <message>
        <source>入力した内容は保存されています。終えたことと理由は、記録に残ります。</source>
        <translation>Everything entered is kept. That it was left, and why, is recorded.</translation>
    </message>
    <message>
        <source>再起動</source>
        <translation>Restart</translation>
    </message>
    <message>
        <source>専用端末を終える</source>
        <translation>Leave dedicated mode</translation>
    </message>
    <message>
        <source>画面を閉じる</source>
        <translation>Close the screen</translation>
    </message>
    <message>
        <source>端末の点検・更新をします</source>
        <translation>Maintenance or update</translation>
    </message>
    <message>
        <source>端末の調子が悪いため直します</source>
        <translation>The terminal needs repair</translation>
    </message>
    <message>
        <source>終える</source>
        <translation>Leave</translation>
    </message>
    <message>
        <source>終え方</source>
        <translation>How to leave</translation>
    </message>
    <message>
        <source>電源を切る</source>
        <translation>Power off</translation>
    </message>
</context>
<context>
    <name>LineDelegate</name>
    <message>
        <source>控え 未印刷</source>
        <translation>Slip not printed</translation>
    </message>
    <message>
        <source>（氏名未入力）</source>
        <translation>(no name yet)</translation>
    </message>
</context>
<context>
    <name>LineModel</name>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>控え 未印刷</source>
        <translation>Slip not printed</translation>
    </message>
</context>
<context>
    <name>LockScreen</name>
    <message>
        <source>ほかの担当者に替わる</source>
        <translation>Another operator</translation>
    </message>
    <message>
        <source>係員</source>
        <translation>Clerk</translation>
    </message>
    <message>
        <source>入力中の内容は残っています。暗証コードを入れると戻ります。</source>
        <translation>Everything typed is still there. Enter your operator PIN to return.</translation>
    </message>
    <message>
        <source>担当者</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>暗証コード（6桁）</source>
        <translation>Operator PIN (6 digits)</translation>
    </message>
    <message>
        <source>画面をロックしています</source>
        <translation>The screen is locked</translation>
    </message>
    <message>
        <source>画面ロック</source>
        <translation>Screen lock</translation>
    </message>
    <message>
        <source>責任者</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>責任者による解除</source>
        <translation>Unlock PIN</translation>
    </message>
</context>
<context>
    <name>LookAlikes</name>
    <message>
        <source>{number} {name}（{state}・{day}）</source>
        <translation>{number} {name} ({state}, {day})</translation>
    </message>
    <message>
        <source>ほかに {count} 件あります。一覧で氏名を検索してください。</source>
        <translation>{count} more. Search the name in the list.</translation>
    </message>
    <message>
        <source>一致したときは、ここに警告と相手の受付番号を出します。</source>
        <translation>A match is shown here with its intake no.</translation>
    </message>
    <message>
        <source>写真の取り違えと答えました。手順4で撮り直してください</source>
        <translation>Answered: photos mixed up. Retake the photo in step 4</translation>
    </message>
    <message>
        <source>別の方と答えました（責任者の確認が付きます）</source>
        <translation>Answered: another person (supervisor review)</translation>
    </message>
    <message>
        <source>同じ住所の受付があります（写真の取り違えに注意）</source>
        <translation>Another intake has the same address (do not mix up photos)</translation>
    </message>
    <message>
        <source>同じ方の二重申請と答えました。この受付を取消にしてください（F8）</source>
        <translation>Answered: the same person twice. Void this intake (F8)</translation>
    </message>
    <message>
        <source>同じ氏名かフリガナの受付があります</source>
        <translation>Another intake has the same name or kana</translation>
    </message>
    <message>
        <source>同じ氏名・生年月日の受付があります</source>
        <translation>Another intake has the same name and birth date</translation>
    </message>
    <message>
        <source>同じ氏名・生年月日の受付はありません</source>
        <translation>No intake with the same name and birth date</translation>
    </message>
    <message>
        <source>同じ生年月日・住所の受付があります</source>
        <translation>Another intake has the same birth date and address</translation>
    </message>
    <message>
        <source>同じ申請書の受付があります</source>
        <translation>There is an intake with the same form</translation>
    </message>
    <message>
        <source>氏名と生年月日を入力すると、同じ方の受付がないか調べます</source>
        <translation>Enter name and birth date: intakes of the same person are looked up</translation>
    </message>
    <message>
        <source>見比べて答える</source>
        <translation>Compare and answer</translation>
    </message>
    <message>
        <source>見比べる</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>責任者に確認します。保留にして（F6）責任者を呼んでください（Ctrl+H）</source>
        <translation>To be checked. Hold it (F6) and call a supervisor (Ctrl+H)</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>この画面の使い方</source>
        <translation>Help for this screen</translation>
    </message>
    <message>
        <source>まちかど申請デスク</source>
        <translation>Machikado Desk</translation>
    </message>
    <message>
        <source>一覧・検索</source>
        <translation>List and search</translation>
    </message>
    <message>
        <source>係員</source>
        <translation>Clerk</translation>
    </message>
    <message>
        <source>受付</source>
        <translation>Intake</translation>
    </message>
    <message>
        <source>専用端末を終える（責任者）</source>
        <translation>Leave dedicated mode (supervisor)</translation>
    </message>
    <message>
        <source>本日の状況</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>画面ロック</source>
        <translation>Screen lock</translation>
    </message>
    <message>
        <source>設定</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>試し撮り</source>
        <translation>Test shot</translation>
    </message>
    <message>
        <source>責任者</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>MessageDialog</name>
    <message>
        <source>お問い合わせ番号：{number}</source>
        <translation>Inquiry number: {number}</translation>
    </message>
    <message>
        <source>わかりました</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>MissingList</name>
    <message>
        <source>まだ読まれていない申請書</source>
        <translation>Forms not read yet</translation>
    </message>
</context>
<context>
    <name>MissingModel</name>
    <message>
        <source>未読取</source>
        <translation>Not read</translation>
    </message>
</context>
<context>
    <name>MoreMenu</name>
    <message>
        <source>保留にする</source>
        <translation>Put on hold</translation>
    </message>
    <message>
        <source>取り消す</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>差戻しを訂正する</source>
        <translation>Correct what was sent back</translation>
    </message>
    <message>
        <source>控えを再発行する</source>
        <translation>Print slip again</translation>
    </message>
    <message>
        <source>控えを印刷する</source>
        <translation>Print slip</translation>
    </message>
    <message>
        <source>控えを見る・PDFに保存</source>
        <translation>View slip, save as PDF</translation>
    </message>
    <message>
        <source>申請書を返却する</source>
        <translation>Return form</translation>
    </message>
    <message>
        <source>訂正する</source>
        <translation>Correct</translation>
    </message>
</context>
<context>
    <name>MunicipalityEntry</name>
    <message>
        <source>名前の一部を入れると候補が出ます。↓で選びます</source>
        <translation>Type part of the Japanese name and choose with ↓</translation>
    </message>
</context>
<context>
    <name>MunicipalitySearch</name>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>ほかに {count} 件。続けて入力してください</source>
        <translation>{count} more: keep typing</translation>
    </message>
    <message>
        <source>下の候補から選んでください</source>
        <translation>Choose one of those below</translation>
    </message>
    <message>
        <source>例：東京都府中市</source>
        <translation>Prefecture and name, in Japanese</translation>
    </message>
    <message>
        <source>同じ名前が {where} にあります。都道府県から入力してください</source>
        <translation>There is one in each of {where}. Begin with the prefecture.</translation>
    </message>
    <message>
        <source>見つかりません。都道府県から入力し、候補から選んでください</source>
        <translation>Not found. Begin with the prefecture and choose from the list.</translation>
    </message>
</context>
<context>
    <name>Neighbours</name>
    <message>
        <source>並べて比べる</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>前後</source>
        <translation>Near</translation>
    </message>
    <message>
        <source>比べる相手がいません</source>
        <translation>Nobody to compare with</translation>
    </message>
</context>
<context>
    <name>ObstacleList</name>
    <message>
        <source> ほか {count} 件</source>
        <translation> and {count} more</translation>
    </message>
    <message>
        <source>{number} を開く</source>
        <translation>Open {number}</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>その日を締める</source>
        <translation>Close that day</translation>
    </message>
    <message>
        <source>ボタンを押すと、その受付へ移ります。終わったらこの画面に戻ります。</source>
        <translation>The button leads there. Come back here when it is done.</translation>
    </message>
    <message>
        <source>封緘の前に、終えることがあります</source>
        <translation>Something must be finished before sealing</translation>
    </message>
    <message>
        <source>手続きへ</source>
        <translation>To the procedures</translation>
    </message>
    <message>
        <source>次に、責任者とは別の方が紙の束を数えます。</source>
        <translation>Next, somebody other than the supervisor counts the paper.</translation>
    </message>
    <message>
        <source>記録の数が合いました</source>
        <translation>The records balance</translation>
    </message>
    <message>
        <source>責任者確認へ</source>
        <translation>To the review</translation>
    </message>
</context>
<context>
    <name>OperatorDialog</name>
    <message>
        <source>1回目と違います</source>
        <translation>Differs from the first time</translation>
    </message>
    <message>
        <source>6桁の数字を入力してください（同じ数字だけは使えません）</source>
        <translation>Enter 6 digits (not one repeated digit)</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>入力してください</source>
        <translation>Please fill in</translation>
    </message>
    <message>
        <source>加える</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>担当者を加える</source>
        <translation>Add operator</translation>
    </message>
    <message>
        <source>暗証コード（6桁）</source>
        <translation>Operator PIN (6 digits)</translation>
    </message>
    <message>
        <source>暗証コード（もう一度）</source>
        <translation>Operator PIN (again)</translation>
    </message>
    <message>
        <source>氏名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>責任者にする</source>
        <translation>Make supervisor</translation>
    </message>
</context>
<context>
    <name>OverlayDialog</name>
    <message>
        <source>{count}年</source>
        <translation>{count} year(s)</translation>
    </message>
    <message>
        <source>{count}日</source>
        <translation>{count} day(s)</translation>
    </message>
    <message>
        <source>{value}（調整）</source>
        <translation>{value} (changed)</translation>
    </message>
    <message>
        <source>この変更を加える</source>
        <translation>Add this change</translation>
    </message>
    <message>
        <source>この日から</source>
        <translation>From this day</translation>
    </message>
    <message>
        <source>今日かあとの日（例：2026-12-01、令和8年12月1日）</source>
        <translation>Today or later (e.g. 2026-12-01)</translation>
    </message>
    <message>
        <source>使う</source>
        <translation>In use</translation>
    </message>
    <message>
        <source>使わない</source>
        <translation>Do not use</translation>
    </message>
    <message>
        <source>出典：{source}</source>
        <translation>Source: {source}</translation>
    </message>
    <message>
        <source>判定の変わり方を見る</source>
        <translation>See what changes</translation>
    </message>
    <message>
        <source>国の標準に戻す</source>
        <translation>Back to the national rule</translation>
    </message>
    <message>
        <source>国の標準：{value}</source>
        <translation>National rule: {value}</translation>
    </message>
    <message>
        <source>変えられる規則</source>
        <translation>Rules that can be changed</translation>
    </message>
    <message>
        <source>左の一覧から選んでください</source>
        <translation>Choose a rule in the list</translation>
    </message>
    <message>
        <source>市区町村が決められる規則だけが並びます。書き出したファイルにセンターが署名し、端末が取り込むと、その日から効きます。</source>
        <translation>Only rules that a municipality may decide are listed. Once the centre has signed the exported file and a terminal has taken it in, they hold from their day.</translation>
    </message>
    <message>
        <source>日付を入れてください（例：2026-12-01）</source>
        <translation>Enter a date (e.g. 2026-12-01)</translation>
    </message>
    <message>
        <source>書き出す</source>
        <translation>Write</translation>
    </message>
    <message>
        <source>署名済みを取り込む</source>
        <translation>Take in a signed file</translation>
    </message>
    <message>
        <source>規則の調整</source>
        <translation>Changes to the rules</translation>
    </message>
</context>
<context>
    <name>OverlayRoom</name>
    <message>
        <source>{name} を書き出しました</source>
        <translation>{name} was exported</translation>
    </message>
    <message>
        <source>センターで署名し、届いたファイルを「署名済みを取り込む」で取り込みます。</source>
        <translation>Have the centre sign it, then take the file in with “Take in a signed file”.</translation>
    </message>
    <message>
        <source>第{serial}号・変更 {count} 件</source>
        <translation>No. {serial}, {count} changes</translation>
    </message>
    <message>
        <source>規則の調整</source>
        <translation>Changes to the rules</translation>
    </message>
    <message>
        <source>規則の調整は責任者だけができます。責任者が暗証コードを入れてください。</source>
        <translation>Only a supervisor can change rules. Let a supervisor enter their PIN.</translation>
    </message>
    <message>
        <source>（まだ書き出していません）</source>
        <translation> (not exported yet)</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>{document}（{take}）</source>
        <translation>{document} ({take})</translation>
    </message>
    <message>
        <source>お伝えすること</source>
        <translation>To tell the applicant</translation>
    </message>
    <message>
        <source>お持ちいただくもの</source>
        <translation>What to bring</translation>
    </message>
    <message>
        <source>お渡しする紙</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>このあと</source>
        <translation>What happens next</translation>
    </message>
    <message>
        <source>ご案内の紙を出す</source>
        <translation>Print where to go</translation>
    </message>
    <message>
        <source>受付を始める</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>左の一覧から手続きを選んでください</source>
        <translation>Choose a procedure from the list</translation>
    </message>
    <message>
        <source>手数料</source>
        <translation>Fee</translation>
    </message>
    <message>
        <source>期限</source>
        <translation>Deadlines</translation>
    </message>
    <message>
        <source>本人確認（どれか1つ）</source>
        <translation>Identity check (any one)</translation>
    </message>
    <message>
        <source>根拠：{source}</source>
        <translation>Source: {source}</translation>
    </message>
    <message>
        <source>申請できる方</source>
        <translation>Who may apply</translation>
    </message>
    <message>
        <source>番号札を出す</source>
        <translation>Number ticket</translation>
    </message>
</context>
<context>
    <name>OwnCodeButton</name>
    <message>
        <source>ラベルに印刷する</source>
        <translation>Print as label</translation>
    </message>
    <message>
        <source>照合用のQRを出す</source>
        <translation>Check QR</translation>
    </message>
    <message>
        <source>申請者の画面に出す</source>
        <translation>Show on the applicant&apos;s screen</translation>
    </message>
</context>
<context>
    <name>PageView</name>
    <message>
        <source>申請書の画像</source>
        <translation>Picture of the form</translation>
    </message>
</context>
<context>
    <name>PaperDialog</name>
    <message>
        <source>PDFに保存</source>
        <translation>Save as PDF</translation>
    </message>
    <message>
        <source>PDFは暗号化されません</source>
        <translation>The PDF is not encrypted</translation>
    </message>
    <message>
        <source>{name}の見本</source>
        <translation>{name}, as it will look</translation>
    </message>
    <message>
        <source>お名前が読めるファイルです。印刷したあとは、保存した場所から消してください。</source>
        <translation>The file shows the name. Delete it after printing.</translation>
    </message>
    <message>
        <source>印刷</source>
        <translation>Print</translation>
    </message>
</context>
<context>
    <name>PaperPanel</name>
    <message>
        <source>1. 「連続読取」を押し、封筒の申請書のQRを順に読ませます。</source>
        <translation>1. Press the button below and show the QR of each form in the envelope.</translation>
    </message>
    <message>
        <source>2. 読まれなかった受付番号だけが残ります。</source>
        <translation>2. Only the numbers that were not read remain.</translation>
    </message>
    <message>
        <source>QRがない申請書は、受付番号を入れて Enter</source>
        <translation>No QR? Type the intake number and press Enter</translation>
    </message>
    <message>
        <source>{read} / {expected} 読取</source>
        <translation>{read} / {expected} read</translation>
    </message>
    <message>
        <source>。</source>
        <translation>. </translation>
    </message>
    <message>
        <source>すべて読みました</source>
        <translation>All were read</translation>
    </message>
    <message>
        <source>まだ読まれていない申請書</source>
        <translation>Forms not read yet</translation>
    </message>
    <message>
        <source>封筒ごとに、紙の枚数を数えて入れてください</source>
        <translation>Count the sheets of each envelope and enter the number</translation>
    </message>
    <message>
        <source>紙と記録の数が合いました</source>
        <translation>Paper and records agree</translation>
    </message>
    <message>
        <source>考えられること</source>
        <translation>Where it may be</translation>
    </message>
    <message>
        <source>見つけ方</source>
        <translation>How to find it</translation>
    </message>
    <message>
        <source>記録の数は、入れた後に出ます。数え直したときは、もう一度入れてください。</source>
        <translation>The recorded number shows after yours. If you count again, enter it again.</translation>
    </message>
    <message>
        <source>読み取る封筒</source>
        <translation>Envelope to scan</translation>
    </message>
    <message>
        <source>読取を終える</source>
        <translation>Stop scanning</translation>
    </message>
    <message>
        <source>連続読取で照合する</source>
        <translation>Scan all forms</translation>
    </message>
    <message>
        <source>連続読取の進み</source>
        <translation>Progress of scanning</translation>
    </message>
</context>
<context>
    <name>PaperRows</name>
    <message>
        <source>まだ</source>
        <translation>Not yet</translation>
    </message>
    <message>
        <source>もう一度印刷</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>印刷</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>印刷済み</source>
        <translation>printed</translation>
    </message>
    <message>
        <source>見る</source>
        <translation>Look</translation>
    </message>
</context>
<context>
    <name>PapersPage</name>
    <message>
        <source>F4で見ていただくか、代読して理由を入力</source>
        <translation>Show it with F4, or read it out and give the reason</translation>
    </message>
    <message>
        <source>{months}か月以内。ご本人に口頭で確認</source>
        <translation>Within {months} months; ask the person</translation>
    </message>
    <message>
        <source>「まちがいありません」を押しました</source>
        <translation>The applicant pressed &quot;Everything is right&quot;</translation>
    </message>
    <message>
        <source>あなたの写真とお名前をご確認ください</source>
        <translation>Please check your photo and name</translation>
    </message>
    <message>
        <source>あり</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>お名前</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>お届け先</source>
        <translation>Delivery address</translation>
    </message>
    <message>
        <source>お持ちなら受け取る</source>
        <translation>Take it if there is one</translation>
    </message>
    <message>
        <source>お話をうかがい、直してから、もう一度見ていただいてください。</source>
        <translation>Ask, correct it, then let the applicant look again.</translation>
    </message>
    <message>
        <source>ご住所</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>なし</source>
        <translation>No</translation>
    </message>
    <message>
        <source>不要</source>
        <translation>No</translation>
    </message>
    <message>
        <source>代読した</source>
        <translation>Read aloud</translation>
    </message>
    <message>
        <source>代読した理由</source>
        <translation>Why it was read aloud</translation>
    </message>
    <message>
        <source>住基カード・旧カード</source>
        <translation>Resident or old card</translation>
    </message>
    <message>
        <source>係員が代読して確認しました</source>
        <translation>Confirmed: read aloud</translation>
    </message>
    <message>
        <source>健康保険証利用の申込み</source>
        <translation>Use as health insurance card</translation>
    </message>
    <message>
        <source>健康保険証利用の申込み（任意）</source>
        <translation>Use as health insurance card (optional)</translation>
    </message>
    <message>
        <source>写真</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>写真なし</source>
        <translation>No photo</translation>
    </message>
    <message>
        <source>利用者</source>
        <translation>User auth.</translation>
    </message>
    <message>
        <source>受け取る書類と、お届けの条件を確かめてください</source>
        <translation>Check the papers and the delivery</translation>
    </message>
    <message>
        <source>受付を完了する</source>
        <translation>Complete</translation>
    </message>
    <message>
        <source>受付控えを印刷（受付番号・受取り方法）</source>
        <translation>The slip is printed (intake no., delivery)</translation>
    </message>
    <message>
        <source>受取り方法は、すべての項目がそろうと決まります</source>
        <translation>The delivery is decided when every item is answered</translation>
    </message>
    <message>
        <source>受領</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>同意あり</source>
        <translation>Agrees</translation>
    </message>
    <message>
        <source>同意なし</source>
        <translation>Declines</translation>
    </message>
    <message>
        <source>完了すると</source>
        <translation>When you complete</translation>
    </message>
    <message>
        <source>対象外</source>
        <translation>None</translation>
    </message>
    <message>
        <source>封をして受領。中身は見ない</source>
        <translation>Take it sealed</translation>
    </message>
    <message>
        <source>封緘番号</source>
        <translation>Seal no.</translation>
    </message>
    <message>
        <source>手元に残す</source>
        <translation>Keeps it</translation>
    </message>
    <message>
        <source>暗証番号設定依頼書</source>
        <translation>PIN request slip</translation>
    </message>
    <message>
        <source>生年月日</source>
        <translation>Birth date</translation>
    </message>
    <message>
        <source>申請日・申請者氏名が自署されている</source>
        <translation>Date and name signed by hand</translation>
    </message>
    <message>
        <source>申請書と依頼書は封筒Aへ</source>
        <translation>Form and PIN request slip go into envelope A</translation>
    </message>
    <message>
        <source>申請書の□のとおり</source>
        <translation>As ticked on the form</translation>
    </message>
    <message>
        <source>申請書を見て確かめる</source>
        <translation>See it on the form</translation>
    </message>
    <message>
        <source>申請者が画面で確認しました</source>
        <translation>Confirmed on the screen</translation>
    </message>
    <message>
        <source>申請者が確認を求めています：{what}</source>
        <translation>The applicant asks to check: {what}</translation>
    </message>
    <message>
        <source>申請者の確認</source>
        <translation>Applicant&apos;s confirmation</translation>
    </message>
    <message>
        <source>申請者の確認がまだです</source>
        <translation>Not confirmed yet</translation>
    </message>
    <message>
        <source>申請者画面</source>
        <translation>Applicant&apos;s screen</translation>
    </message>
    <message>
        <source>申請者画面に表示</source>
        <translation>Show to applicant</translation>
    </message>
    <message>
        <source>申請者画面を消す</source>
        <translation>Hide applicant&apos;s screen</translation>
    </message>
    <message>
        <source>発行</source>
        <translation>Issue</translation>
    </message>
    <message>
        <source>直すときは「訂正」から。理由を入力します。</source>
        <translation>To change it later use “Correct”; a reason is needed.</translation>
    </message>
    <message>
        <source>窓口での受取りになります</source>
        <translation>Collect at the counter</translation>
    </message>
    <message>
        <source>紛失届</source>
        <translation>Lost</translation>
    </message>
    <message>
        <source>署名用</source>
        <translation>Signature</translation>
    </message>
    <message>
        <source>署名用は発行されません（15歳未満・成年被後見人）</source>
        <translation>No signature certificate (under 15, or adult ward)</translation>
    </message>
    <message>
        <source>署名用は発行されません（顔認証カード）</source>
        <translation>No signature certificate (face authentication card)</translation>
    </message>
    <message>
        <source>表示していません</source>
        <translation>Not shown</translation>
    </message>
    <message>
        <source>表示中</source>
        <translation>Shown</translation>
    </message>
    <message>
        <source>記入あり</source>
        <translation>Signed</translation>
    </message>
    <message>
        <source>記録を暗号化して保存</source>
        <translation>The record is saved, encrypted</translation>
    </message>
    <message>
        <source>責任者確認の一覧に入る</source>
        <translation>It goes on the list for supervisor review</translation>
    </message>
    <message>
        <source>転居・改姓</source>
        <translation>Moving, name</translation>
    </message>
    <message>
        <source>転送届</source>
        <translation>Forwarding</translation>
    </message>
    <message>
        <source>転送届・転居や改姓の予定</source>
        <translation>Forwarding, moving</translation>
    </message>
    <message>
        <source>返納</source>
        <translation>Handed in</translation>
    </message>
    <message>
        <source>通知カード</source>
        <translation>Notification card</translation>
    </message>
    <message>
        <source>郵便でお届けします（{mail}）</source>
        <translation>By mail: {mail}</translation>
    </message>
    <message>
        <source>電子証明書</source>
        <translation>Certificates</translation>
    </message>
    <message>
        <source>顔認証</source>
        <translation>Face auth.</translation>
    </message>
    <message>
        <source>／</source>
        <translation> / </translation>
    </message>
</context>
<context>
    <name>PassphraseDialog</name>
    <message>
        <source>12文字以上で入力してください</source>
        <translation>At least 12 characters, please</translation>
    </message>
    <message>
        <source>1回目と違います</source>
        <translation>Differs from the first time</translation>
    </message>
    <message>
        <source>いまの合言葉</source>
        <translation>Present passphrase</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>入力してください</source>
        <translation>Please fill in</translation>
    </message>
    <message>
        <source>合言葉を追加</source>
        <translation>Add passphrase</translation>
    </message>
    <message>
        <source>追加する</source>
        <translation>Add</translation>
    </message>
    <message>
        <source>追加する合言葉（12文字以上）</source>
        <translation>New passphrase (12 characters or more)</translation>
    </message>
    <message>
        <source>追加する合言葉（もう一度）</source>
        <translation>New passphrase (again)</translation>
    </message>
</context>
<context>
    <name>PhotoComparison</name>
    <message>
        <source>① この日の前の方の写真はありません</source>
        <translation>① No earlier photo today</translation>
    </message>
    <message>
        <source>① 前の方と別人ですか</source>
        <translation>① Different from the previous person?</translation>
    </message>
    <message>
        <source>② 書類の写真と同じ方ですか</source>
        <translation>② Same person as on the document?</translation>
    </message>
    <message>
        <source>いいえ・不明</source>
        <translation>No, or not sure</translation>
    </message>
    <message>
        <source>いまの写真</source>
        <translation>Photo now</translation>
    </message>
    <message>
        <source>なし</source>
        <translation>none</translation>
    </message>
    <message>
        <source>はい、別人です</source>
        <translation>Yes, different</translation>
    </message>
    <message>
        <source>はい、同じ方です</source>
        <translation>Yes, same person</translation>
    </message>
    <message>
        <source>ほかの方との顔の照合なし（責任者が確認）</source>
        <translation>Not compared with other faces (supervisor review)</translation>
    </message>
    <message>
        <source>よく見比べてください</source>
        <translation>Compare with care</translation>
    </message>
    <message>
        <source>事情のラベルを印刷</source>
        <translation>Print the exception label</translation>
    </message>
    <message>
        <source>似ていないようです</source>
        <translation>They seem to differ</translation>
    </message>
    <message>
        <source>写真のある書類はありません。②は「写真のない書類」です。</source>
        <translation>No document with a photo. Answer ② with &quot;No photo on it&quot;.</translation>
    </message>
    <message>
        <source>写真のない書類</source>
        <translation>No photo on it</translation>
    </message>
    <message>
        <source>前の方</source>
        <translation>Previous</translation>
    </message>
    <message>
        <source>書類と、いまの写真と、目の前の方を見比べてください。</source>
        <translation>Compare the document, the photo and the person before you.</translation>
    </message>
    <message>
        <source>書類の写真</source>
        <translation>Photo on document</translation>
    </message>
    <message>
        <source>機械では言えません</source>
        <translation>The machine cannot tell</translation>
    </message>
    <message>
        <source>機械の見立て：同じ方のようです（参考）</source>
        <translation>Machine&apos;s view: seems the same person (a hint)</translation>
    </message>
    <message>
        <source>見比べてください</source>
        <translation>Compare by eye</translation>
    </message>
</context>
<context>
    <name>PhotoDoubts</name>
    <message>
        <source>この写真では進めません。撮り直してください</source>
        <translation>This photo cannot be used. Please retake it</translation>
    </message>
    <message>
        <source>ご本人を撮ったと答えました（責任者の確認が付きます）</source>
        <translation>Answered: it is the applicant (supervisor review)</translation>
    </message>
    <message>
        <source>ほかの受付と同じ写真のようです</source>
        <translation>Seems to be the same photo as another intake&apos;s</translation>
    </message>
    <message>
        <source>ほかの受付と同じ画像です</source>
        <translation>The same picture as another intake&apos;s</translation>
    </message>
    <message>
        <source>ほかの受付の方と顔がとても似ています</source>
        <translation>Very similar to the person of another intake</translation>
    </message>
    <message>
        <source>ほかの受付の方と顔が似ています</source>
        <translation>Similar to the person of another intake</translation>
    </message>
    <message>
        <source>よく見比べてください。</source>
        <translation>Compare with care.</translation>
    </message>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
    <message>
        <source>二重の申請です。この受付を取消にしてください（F8）</source>
        <translation>A second application. Void this intake (F8)</translation>
    </message>
    <message>
        <source>写真の取り違えと答えました。撮り直してください（F5）</source>
        <translation>Answered: photos mixed up. Please retake it (F5)</translation>
    </message>
    <message>
        <source>写真の確認に答えると進めます</source>
        <translation>Answer about the photo to go on</translation>
    </message>
    <message>
        <source>写真や画面ではなく、ご本人を撮ったか確かめてください。</source>
        <translation>Check that the person was taken, not a picture or a screen.</translation>
    </message>
    <message>
        <source>写真や画面を撮ったおそれがあります</source>
        <translation>May be a picture of a picture or screen</translation>
    </message>
    <message>
        <source>同じ方の二重申請と答えました。この受付を取消にしてください（F8）</source>
        <translation>Answered: the same person twice. Void this intake (F8)</translation>
    </message>
    <message>
        <source>担当者が写っていないか、目の前の方と見比べてください。</source>
        <translation>Compare with the person before you: is an operator in it?</translation>
    </message>
    <message>
        <source>担当者の顔と似ています</source>
        <translation>Similar to an operator&apos;s face</translation>
    </message>
    <message>
        <source>撮り直してください（F5）</source>
        <translation>Please retake it (F5)</translation>
    </message>
    <message>
        <source>書類の写真と似ていないようです</source>
        <translation>Seems to differ from the document&apos;s portrait</translation>
    </message>
    <message>
        <source>確かめたと答えました（責任者の確認が付きます）</source>
        <translation>Answered: checked (supervisor review)</translation>
    </message>
    <message>
        <source>見比べて答える</source>
        <translation>Compare and answer</translation>
    </message>
    <message>
        <source>見比べる</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>責任者に確認します。保留にして（F6）責任者を呼んでください（Ctrl+H）</source>
        <translation>To be checked. Hold it (F6) and call a supervisor (Ctrl+H)</translation>
    </message>
    <message>
        <source>責任者の確認を待っています。保留（F6）にできます</source>
        <translation>Waits for the supervisor. It can be put on hold (F6)</translation>
    </message>
</context>
<context>
    <name>PhotoGuidance</name>
    <message>
        <source>そのまま動かないでください（Esc で中止）</source>
        <translation>Hold still (Esc stops)</translation>
    </message>
    <message>
        <source>そのまま撮影できます</source>
        <translation>Ready, hold still</translation>
    </message>
    <message>
        <source>撮影します</source>
        <translation>Taking the photo</translation>
    </message>
</context>
<context>
    <name>PhotoLive</name>
    <message>
        <source>6項目中 {good} よし・{bad} 注意</source>
        <translation>{good} OK, {bad} to look at</translation>
    </message>
    <message>
        <source>① 前の方と別人ですか
② 書類の写真と同じ方ですか
両方に答えるまで次へ進めません。</source>
        <translation>① Different from the previous person?
② Same person as on the document?
Answer both to go on.</translation>
    </message>
    <message>
        <source>いまの写真</source>
        <translation>Photo now</translation>
    </message>
    <message>
        <source>ちょうどよい大きさです</source>
        <translation>The size is right</translation>
    </message>
    <message>
        <source>なし</source>
        <translation>none</translation>
    </message>
    <message>
        <source>両目が見えています</source>
        <translation>Both eyes are seen</translation>
    </message>
    <message>
        <source>前の方</source>
        <translation>Previous</translation>
    </message>
    <message>
        <source>向き・傾き</source>
        <translation>Direction, tilt</translation>
    </message>
    <message>
        <source>撮影のあとに見比べます</source>
        <translation>Compared after the photo</translation>
    </message>
    <message>
        <source>撮影後に2つ質問します</source>
        <translation>Then two questions</translation>
    </message>
    <message>
        <source>明るさもピントも合っています</source>
        <translation>Light and focus are right</translation>
    </message>
    <message>
        <source>明るさ・ピント</source>
        <translation>Light, focus</translation>
    </message>
    <message>
        <source>未撮影</source>
        <translation>Not taken</translation>
    </message>
    <message>
        <source>枠の中に入っています</source>
        <translation>It is inside the frame</translation>
    </message>
    <message>
        <source>正面を向いています</source>
        <translation>Facing the camera</translation>
    </message>
    <message>
        <source>無地で、影はありません</source>
        <translation>Plain, no shadows</translation>
    </message>
    <message>
        <source>目・口もと</source>
        <translation>Eyes, mouth</translation>
    </message>
    <message>
        <source>背景</source>
        <translation>Background</translation>
    </message>
    <message>
        <source>自動チェック</source>
        <translation>Automatic checks</translation>
    </message>
    <message>
        <source>顔の位置</source>
        <translation>Position of face</translation>
    </message>
    <message>
        <source>顔の大きさ</source>
        <translation>Size of face</translation>
    </message>
</context>
<context>
    <name>PhotoPage</name>
    <message>
        <source>1歳未満の方のカードには写真を付けません。そのまま次へ進んでください。</source>
        <translation>Cards for children under one year have no photo. Go on to the next step.</translation>
    </message>
    <message>
        <source>{name} さんを撮影してください</source>
        <translation>Take the photo of {name}</translation>
    </message>
    <message>
        <source>①に答えると進めます</source>
        <translation>Answer ① to go on</translation>
    </message>
    <message>
        <source>②に答えると進めます</source>
        <translation>Answer ② to go on</translation>
    </message>
    <message>
        <source>このまま使う理由を選ぶと進めます</source>
        <translation>Choose why it is kept to go on</translation>
    </message>
    <message>
        <source>この写真では進めません。撮り直してください</source>
        <translation>This photo cannot be used. Please retake it</translation>
    </message>
    <message>
        <source>カメラの映像がありません</source>
        <translation>No camera picture</translation>
    </message>
    <message>
        <source>カメラを準備しています</source>
        <translation>The camera is starting</translation>
    </message>
    <message>
        <source>カメラを確かめてください</source>
        <translation>Check the camera</translation>
    </message>
    <message>
        <source>ラベルを印刷しました。申請書に貼ってください</source>
        <translation>Label printed. Stick it on the form</translation>
    </message>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
    <message>
        <source>事情：{text}。申請書の氏名欄にも書いてもらってください。</source>
        <translation>Exception: {text}. The applicant writes it in the form&apos;s name field too.</translation>
    </message>
    <message>
        <source>先に撮影してください</source>
        <translation>Take the photo first</translation>
    </message>
    <message>
        <source>先に申請書を読み取ってください</source>
        <translation>Read the form first</translation>
    </message>
    <message>
        <source>写真</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>写真がご本人のものか確かめてください</source>
        <translation>Check that the photo is the applicant&apos;s</translation>
    </message>
    <message>
        <source>写真なしで進みます</source>
        <translation>Going on without a photo</translation>
    </message>
    <message>
        <source>写真は要りません</source>
        <translation>No photo is needed</translation>
    </message>
    <message>
        <source>写真は要りません（1歳未満）</source>
        <translation>No photo is needed (under 1)</translation>
    </message>
    <message>
        <source>写真を保存しています</source>
        <translation>Saving the photo</translation>
    </message>
    <message>
        <source>帽子・マスク・眼鏡の光なし</source>
        <translation>No hat, mask or glare</translation>
    </message>
    <message>
        <source>帽子・マスク・眼鏡の目視</source>
        <translation>Hat, mask and glare by eye</translation>
    </message>
    <message>
        <source>帽子・マスク・眼鏡の目視を確かめてください</source>
        <translation>Check by eye: hat, mask, glare</translation>
    </message>
    <message>
        <source>撮影できないときは、保留（F6）にして責任者を呼んでください（Ctrl+H）。</source>
        <translation>If it does not work, put it on hold (F6) and call a supervisor (Ctrl+H).</translation>
    </message>
    <message>
        <source>撮影できます</source>
        <translation>Ready</translation>
    </message>
    <message>
        <source>撮影済み</source>
        <translation>Photo taken</translation>
    </message>
    <message>
        <source>撮影済み {count} 枚目</source>
        <translation>Photo taken, no. {count}</translation>
    </message>
    <message>
        <source>次へ：書類・確認</source>
        <translation>Next: papers</translation>
    </message>
    <message>
        <source>準備中</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>申請者</source>
        <translation>Applicant</translation>
    </message>
    <message>
        <source>申請者の画面に照合用のQRを出しました。写真カメラか書類カメラに写してください</source>
        <translation>The check QR is on the applicant&apos;s screen. Show it to the photo or form camera</translation>
    </message>
    <message>
        <source>自動撮影を止めました。この方は手で撮影します</source>
        <translation>Automatic shots are off for this person. Take the photo by hand</translation>
    </message>
    <message>
        <source>顔が1つだけ写るようにしてください</source>
        <translation>Show exactly one face</translation>
    </message>
</context>
<context>
    <name>PhotoSide</name>
    <message>
        <source>{name} さんを撮影</source>
        <translation>Photo of {name}</translation>
    </message>
    <message>
        <source>この写真は {who} さんに保存</source>
        <translation>This photo is saved for {who}</translation>
    </message>
    <message>
        <source>事情あり</source>
        <translation>Exception</translation>
    </message>
    <message>
        <source>事情なし</source>
        <translation>No exception</translation>
    </message>
    <message>
        <source>写真カメラ</source>
        <translation>Photo camera</translation>
    </message>
    <message>
        <source>撮り直す</source>
        <translation>Retake</translation>
    </message>
    <message>
        <source>準備中</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>自動撮影 入</source>
        <translation>Auto: on</translation>
    </message>
    <message>
        <source>自動撮影 切</source>
        <translation>Auto: off</translation>
    </message>
</context>
<context>
    <name>PinField</name>
    <message>
        <source>{count}桁入力済み</source>
        <translation>{count} digits entered</translation>
    </message>
    <message>
        <source>暗証コード（6桁）</source>
        <translation>Operator PIN (6 digits)</translation>
    </message>
</context>
<context>
    <name>PortraitPanel</name>
    <message>
        <source>{name}の写真を撮れます</source>
        <translation>{name}: ready to take</translation>
    </message>
    <message>
        <source>{name}の写真を残しました</source>
        <translation>{name}: portrait kept</translation>
    </message>
    <message>
        <source>{name}を写すと自動で撮ります</source>
        <translation>{name}: taken when shown</translation>
    </message>
    <message>
        <source>この端末では、書類の写真を残せません。</source>
        <translation>This terminal cannot keep portraits of documents.</translation>
    </message>
    <message>
        <source>写してよいか、申請者にお尋ねください</source>
        <translation>Ask whether the portrait may be copied</translation>
    </message>
    <message>
        <source>写真を保存しています</source>
        <translation>Saving the photo</translation>
    </message>
    <message>
        <source>別の書類</source>
        <translation>Another document</translation>
    </message>
    <message>
        <source>同意がないので残しません</source>
        <translation>No consent, so nothing is kept</translation>
    </message>
    <message>
        <source>手元の書類で見比べてください</source>
        <translation>Compare with the document in your hands</translation>
    </message>
    <message>
        <source>手元の書類で見比べてください。</source>
        <translation>Compare with the document in your hands.</translation>
    </message>
    <message>
        <source>撮り直し</source>
        <translation>Retake</translation>
    </message>
    <message>
        <source>書類の写真を撮る</source>
        <translation>Take portrait</translation>
    </message>
    <message>
        <source>申請者画面で尋ねる</source>
        <translation>Ask on the screen</translation>
    </message>
    <message>
        <source>答えは上の「写しの同意」（Ctrl+D）で選びます。</source>
        <translation>Choose the answer in &quot;Consent&quot; above (Ctrl+D).</translation>
    </message>
    <message>
        <source>責任者確認のあとに消去します。</source>
        <translation>Erased after supervisor review.</translation>
    </message>
    <message>
        <source>責任者確認後に消去</source>
        <translation>Erased after review</translation>
    </message>
    <message>
        <source>送信が済むと消去します。</source>
        <translation>Erased after the upload.</translation>
    </message>
    <message>
        <source>送信後に消去</source>
        <translation>Erased after upload</translation>
    </message>
    <message>
        <source>顔の部分だけ・番号は残しません。</source>
        <translation>Only the face, never the number. </translation>
    </message>
</context>
<context>
    <name>PreviewDialog</name>
    <message>
        <source>{before} → {after}</source>
        <translation>{before} → {after}</translation>
    </message>
    <message>
        <source>{day} の規則で、{count} の例のうち {changed} の判定が変わります</source>
        <translation>By the rules of {day}, {changed} of {count} examples are judged otherwise</translation>
    </message>
    <message>
        <source>{day} の規則で、{count} の例の判定はどれも変わりません</source>
        <translation>By the rules of {day}, none of the {count} examples is judged otherwise</translation>
    </message>
    <message>
        <source>判定の変わり方</source>
        <translation>What changes</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>ProcedureRoom</name>
    <message>
        <source>PDFに保存しました</source>
        <translation>Saved as PDF</translation>
    </message>
    <message>
        <source>{number} {name} さまのカードの申請があります。引越しで住所が変わると、カードを郵送できません。同じ方ですか。</source>
        <translation>There is a card application {number} of {name}. After a move the card cannot be posted. Is it the same person?</translation>
    </message>
    <message>
        <source>{number} {state}</source>
        <translation>{number} {state}</translation>
    </message>
    <message>
        <source>{number} を窓口での受取りにしました</source>
        <translation>{number} is now collected at the counter</translation>
    </message>
    <message>
        <source>お知らせ</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>ご案内の紙を印刷できませんでした</source>
        <translation>The referral could not be printed</translation>
    </message>
    <message>
        <source>保存しています</source>
        <translation>Saving</translation>
    </message>
    <message>
        <source>保存しました</source>
        <translation>Saved</translation>
    </message>
    <message>
        <source>保存できません</source>
        <translation>Cannot save</translation>
    </message>
    <message>
        <source>別の方</source>
        <translation>Someone else</translation>
    </message>
    <message>
        <source>口でご案内して終えますか。やめると、この手続きは順番待ちに残ります。</source>
        <translation>Tell the person where to go and end the case? Otherwise it stays in the waiting list.</translation>
    </message>
    <message>
        <source>口でご案内して終える</source>
        <translation>Tell and end</translation>
    </message>
    <message>
        <source>同じ名前のファイルがあります。別の名前で保存してください。</source>
        <translation>There is a file of that name. Save under another name.</translation>
    </message>
    <message>
        <source>同じ方のカードの申請がありますか</source>
        <translation>A card application of the same person?</translation>
    </message>
    <message>
        <source>同じ方：申請を開いて直す</source>
        <translation>Same person: open it to correct</translation>
    </message>
    <message>
        <source>同じ方：郵送をやめる</source>
        <translation>Same person: do not post</translation>
    </message>
    <message>
        <source>手続き</source>
        <translation>Procedures</translation>
    </message>
    <message>
        <source>番号札 {number} を出しました</source>
        <translation>Ticket {number} issued</translation>
    </message>
    <message>
        <source>番号札 {number} を印刷できませんでした。番号をお伝えください</source>
        <translation>Ticket {number} could not be printed. Tell the person the number.</translation>
    </message>
    <message>
        <source>紙をPDFに保存</source>
        <translation>Save the paper as PDF</translation>
    </message>
</context>
<context>
    <name>Procedures</name>
    <message>
        <source>J-LIS</source>
        <translation>J-LIS</translation>
    </message>
    <message>
        <source>{minutes}分</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{moment} から</source>
        <translation>from {moment}</translation>
    </message>
    <message>
        <source>{moment} まで</source>
        <translation>until {moment}</translation>
    </message>
    <message>
        <source>{yen}円</source>
        <translation>¥{yen}</translation>
    </message>
    <message>
        <source>いいえ</source>
        <translation>No</translation>
    </message>
    <message>
        <source>お呼出し中</source>
        <translation>Called</translation>
    </message>
    <message>
        <source>お尋ねすること</source>
        <translation>Questions</translation>
    </message>
    <message>
        <source>お渡しするものはありません</source>
        <translation>Nothing is handed out</translation>
    </message>
    <message>
        <source>お預かりするもの</source>
        <translation>handed over</translation>
    </message>
    <message>
        <source>ご本人</source>
        <translation>Applicant</translation>
    </message>
    <message>
        <source>その場で終わります</source>
        <translation>Done on the spot</translation>
    </message>
    <message>
        <source>どなたが来られましたか</source>
        <translation>Who came?</translation>
    </message>
    <message>
        <source>はい</source>
        <translation>Yes</translation>
    </message>
    <message>
        <source>まだ決まっていません</source>
        <translation>Still open</translation>
    </message>
    <message>
        <source>コンビニでの手続き</source>
        <translation>At convenience stores</translation>
    </message>
    <message>
        <source>マイナンバーカード</source>
        <translation>My Number Card</translation>
    </message>
    <message>
        <source>任意</source>
        <translation>optional</translation>
    </message>
    <message>
        <source>任意代理人</source>
        <translation>Other representative</translation>
    </message>
    <message>
        <source>別の窓口をご案内します</source>
        <translation>Refer to another counter</translation>
    </message>
    <message>
        <source>取りやめ</source>
        <translation>End without it</translation>
    </message>
    <message>
        <source>受け付けられます</source>
        <translation>Can be taken</translation>
    </message>
    <message>
        <source>受け付けられません</source>
        <translation>Cannot be taken</translation>
    </message>
    <message>
        <source>受付中</source>
        <translation>In progress</translation>
    </message>
    <message>
        <source>完了</source>
        <translation>Completed</translation>
    </message>
    <message>
        <source>市区町村</source>
        <translation>Municipality</translation>
    </message>
    <message>
        <source>引渡し</source>
        <translation>Hand-over</translation>
    </message>
    <message>
        <source>引越し</source>
        <translation>Moving</translation>
    </message>
    <message>
        <source>暗証番号</source>
        <translation>PINs</translation>
    </message>
    <message>
        <source>本人確認</source>
        <translation>Identity</translation>
    </message>
    <message>
        <source>法定代理人</source>
        <translation>Legal representative</translation>
    </message>
    <message>
        <source>無料</source>
        <translation>Free of charge</translation>
    </message>
    <message>
        <source>申請する方</source>
        <translation>Applicant</translation>
    </message>
    <message>
        <source>申請サポート</source>
        <translation>Application support</translation>
    </message>
    <message>
        <source>申請サポートとして受け付けます（窓口での受取り）</source>
        <translation>Taken as application support (collect at the counter)</translation>
    </message>
    <message>
        <source>窓口でお渡しします</source>
        <translation>Collected at the counter</translation>
    </message>
    <message>
        <source>窓口の係員</source>
        <translation>Counter clerk</translation>
    </message>
    <message>
        <source>窓口をご案内</source>
        <translation>Referred</translation>
    </message>
    <message>
        <source>端末へ引渡し</source>
        <translation>At the terminal</translation>
    </message>
    <message>
        <source>紛失・返納</source>
        <translation>Loss and return</translation>
    </message>
    <message>
        <source>結果の記録</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>見せていただくもの</source>
        <translation>shown</translation>
    </message>
    <message>
        <source>親権者・後見人など。ご本人と一緒のとき</source>
        <translation>Parent or guardian, together with the person</translation>
    </message>
    <message>
        <source>返納していただくもの</source>
        <translation>returned</translation>
    </message>
    <message>
        <source>郵送でお届けします</source>
        <translation>Sent by mail</translation>
    </message>
    <message>
        <source>電子証明書</source>
        <translation>Certificates</translation>
    </message>
    <message>
        <source>順番待ち</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>頼まれて来た方</source>
        <translation>Asked to come for the person</translation>
    </message>
</context>
<context>
    <name>ProceduresPage</name>
    <message>
        <source>右に出すもの</source>
        <translation>Right side</translation>
    </message>
    <message>
        <source>手続きの案内</source>
        <translation>About</translation>
    </message>
    <message>
        <source>順番待ち</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>順番待ち {count}</source>
        <translation>Waiting {count}</translation>
    </message>
</context>
<context>
    <name>QuestionDialog</name>
    <message>
        <source>まだ保存できていない入力があります。閉じると、その入力は失われます。受付に戻り、責任者を呼んでください。</source>
        <translation>Some of what you entered is not saved yet and would be lost. Go back to the intake and call a supervisor.</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>入力した内容は保存されています。次に開くと、この続きから始まります。</source>
        <translation>Everything entered is saved. Next time you go on from here.</translation>
    </message>
    <message>
        <source>受付に戻る</source>
        <translation>Back to intake</translation>
    </message>
    <message>
        <source>受付の画面を閉じますか</source>
        <translation>Close the desk?</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>QueuePanel</name>
    <message>
        <source>{count} 人</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>いまの規則にない手続き</source>
        <translation>Not in the rules now</translation>
    </message>
    <message>
        <source>もう一度呼ぶ</source>
        <translation>Call again</translation>
    </message>
    <message>
        <source>取りやめ</source>
        <translation>End without it</translation>
    </message>
    <message>
        <source>受付を始める</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>呼ぶ</source>
        <translation>Call</translation>
    </message>
    <message>
        <source>待ちに戻す</source>
        <translation>Back to waiting</translation>
    </message>
    <message>
        <source>待っている方はいません</source>
        <translation>Nobody is waiting</translation>
    </message>
    <message>
        <source>待っている方はいません。</source>
        <translation>Nobody is waiting.</translation>
    </message>
    <message>
        <source>次の方を呼ぶ</source>
        <translation>Call next</translation>
    </message>
    <message>
        <source>番号表示</source>
        <translation>Waiting board</translation>
    </message>
    <message>
        <source>続ける</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>順番待ち</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>順番待ちの一覧</source>
        <translation>Waiting list</translation>
    </message>
</context>
<context>
    <name>ReasonDialog</name>
    <message>
        <source>yyyy年M月d日</source>
        <translation>yyyy-MM-dd</translation>
    </message>
    <message>
        <source>{label}の直したあと</source>
        <translation>{label}, corrected</translation>
    </message>
    <message>
        <source>※必須</source>
        <translation>* required</translation>
    </message>
    <message>
        <source>※必須（10文字以上）</source>
        <translation>* required (10 characters or more)</translation>
    </message>
    <message>
        <source>※必須（1つ選ぶ）</source>
        <translation>* required (choose one)</translation>
    </message>
    <message>
        <source>あとで続ける</source>
        <translation>Go on later</translation>
    </message>
    <message>
        <source>あとで続ける・出直し</source>
        <translation>Go on later, come again</translation>
    </message>
    <message>
        <source>いま</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>くわしい内容</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>くわしい内容に具体的に入力</source>
        <translation>Describe it in the details</translation>
    </message>
    <message>
        <source>くわしい内容をあと{count}文字以上入力してください</source>
        <translation>Details need {count} more characters</translation>
    </message>
    <message>
        <source>ご本人からの申し出</source>
        <translation>The applicant asked</translation>
    </message>
    <message>
        <source>そのほか</source>
        <translation>Other</translation>
    </message>
    <message>
        <source>だれが・いつ・なぜ直したかを記録し、責任者確認の先頭に表示します。受付控えは刷り直してください。</source>
        <translation>Who changed what, when and why is recorded and shown first in supervisor review. Print the slip again.</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>一覧の「保留」から、いつでも続きを始められます。</source>
        <translation>Go on at any time: choose it in the list, marked &quot;On hold&quot;.</translation>
    </message>
    <message>
        <source>住所・電話番号などの変更</source>
        <translation>Address, phone and the like</translation>
    </message>
    <message>
        <source>保留</source>
        <translation>Hold</translation>
    </message>
    <message>
        <source>保留にする</source>
        <translation>Put on hold</translation>
    </message>
    <message>
        <source>個人番号や暗証番号は書かないでください。</source>
        <translation>Never write My Number or any PIN here. </translation>
    </message>
    <message>
        <source>入力した内容はそのまま残ります</source>
        <translation>Everything entered is kept</translation>
    </message>
    <message>
        <source>入力の誤り</source>
        <translation>Entry error</translation>
    </message>
    <message>
        <source>内容を直して完了に戻す</source>
        <translation>Correct it and complete again</translation>
    </message>
    <message>
        <source>写真・書類の不備</source>
        <translation>Photo or document not in order</translation>
    </message>
    <message>
        <source>判定が変わる場合があります</source>
        <translation>The verdict may change</translation>
    </message>
    <message>
        <source>取り消しても記録は残ります</source>
        <translation>The record stays when voided</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>取消を確定する</source>
        <translation>Void it</translation>
    </message>
    <message>
        <source>取消封筒へ入れた</source>
        <translation>In the void envelope</translation>
    </message>
    <message>
        <source>受付しない</source>
        <translation>Do not take it</translation>
    </message>
    <message>
        <source>受付できず申請書を返す</source>
        <translation>Cannot be taken</translation>
    </message>
    <message>
        <source>受付をなかったことに</source>
        <translation>Undo the intake</translation>
    </message>
    <message>
        <source>受付番号 {number} {name} さんの記録を変更</source>
        <translation>Change the record of {number} {name}</translation>
    </message>
    <message>
        <source>受付番号 {number} の記録を変更</source>
        <translation>Change the record of {number}</translation>
    </message>
    <message>
        <source>変更する人：{name}</source>
        <translation>Changed by: {name}</translation>
    </message>
    <message>
        <source>変更の種類</source>
        <translation>Kind of change</translation>
    </message>
    <message>
        <source>変更前の内容は消えません</source>
        <translation>What stood before is kept</translation>
    </message>
    <message>
        <source>戻る予定</source>
        <translation>Expected back</translation>
    </message>
    <message>
        <source>戻る予定の日</source>
        <translation>Day of return</translation>
    </message>
    <message>
        <source>日を決める</source>
        <translation>Set a day</translation>
    </message>
    <message>
        <source>書類の追加提示・不足</source>
        <translation>Documents added or missing</translation>
    </message>
    <message>
        <source>未定</source>
        <translation>Not known</translation>
    </message>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>理由を1つ選んでください</source>
        <translation>Choose a reason</translation>
    </message>
    <message>
        <source>申請書の行き先</source>
        <translation>Where the form went</translation>
    </message>
    <message>
        <source>申請書の記載と違っていた</source>
        <translation>It differed from the form</translation>
    </message>
    <message>
        <source>申請書はどうしましたか</source>
        <translation>Where is the form now?</translation>
    </message>
    <message>
        <source>申請書は申請者にお返しします</source>
        <translation>The form goes back to the applicant</translation>
    </message>
    <message>
        <source>申請書をどうしたかは、日締めで枚数を数えるときに使います。</source>
        <translation>Where the form went is needed when the sheets are counted at the close of the day.</translation>
    </message>
    <message>
        <source>申請書をどうしたかを選んでください</source>
        <translation>Choose where the form went</translation>
    </message>
    <message>
        <source>申請書を返した</source>
        <translation>Form returned</translation>
    </message>
    <message>
        <source>申請書を返す</source>
        <translation>Return the form</translation>
    </message>
    <message>
        <source>直したあと</source>
        <translation>Corrected to</translation>
    </message>
    <message>
        <source>直したあとの内容を入力してください</source>
        <translation>Enter what it should say</translation>
    </message>
    <message>
        <source>直して完了に戻す</source>
        <translation>Correct and complete</translation>
    </message>
    <message>
        <source>訂正</source>
        <translation>Correct</translation>
    </message>
    <message>
        <source>訂正を保存する</source>
        <translation>Save correction</translation>
    </message>
    <message>
        <source>訂正を始める</source>
        <translation>Begin correction</translation>
    </message>
    <message>
        <source>記録は残り、あとから受付に戻すことはできません。</source>
        <translation>The record stays; it cannot become an intake again.</translation>
    </message>
    <message>
        <source>責任者確認での差戻し</source>
        <translation>Sent back in supervisor review</translation>
    </message>
    <message>
        <source>返却</source>
        <translation>Return</translation>
    </message>
    <message>
        <source>返却を確定する</source>
        <translation>Return it</translation>
    </message>
    <message>
        <source>項目</source>
        <translation>Field</translation>
    </message>
    <message>
        <source>＊あと{count}文字以上入力してください</source>
        <translation>* {count} more characters, please</translation>
    </message>
</context>
<context>
    <name>RestPage</name>
    <message>
        <source>保留の続きや前の受付は、一覧から選びます（{key}）。</source>
        <translation>Held and earlier intakes are in the list ({key}).</translation>
    </message>
    <message>
        <source>新しい受付</source>
        <translation>New intake</translation>
    </message>
    <message>
        <source>机の上に、前の方の書類が残っていないか確かめてから始めます。</source>
        <translation>First see that no papers of the previous person are left on the desk.</translation>
    </message>
    <message>
        <source>次の方をお呼びください</source>
        <translation>Call the next person</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>1人ずつ確認します。一括承認はできません。自分が受付した方は承認できません。</source>
        <translation>One person at a time, never many at once. You cannot approve your own intakes.</translation>
    </message>
    <message>
        <source>1秒未満の承認が {count}件記録されています：{numbers}</source>
        <translation>Approvals under one second on record: {count} ({numbers})</translation>
    </message>
    <message>
        <source>{number} は {seconds} で承認しました。確認にかかった時間を記録しています。</source>
        <translation>{number} was approved after {seconds}. The time of looking is recorded.</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>ほかに責任者がいないため、ご自分の受付も承認できます。責任者1人での承認として記録します。</source>
        <translation>There is no other supervisor, so you can approve your own intakes. That is recorded.</translation>
    </message>
</context>
<context>
    <name>ReviewReport</name>
    <message>
        <source>1人を見た時間</source>
        <translation>Time for each person</translation>
    </message>
    <message>
        <source>{count}人</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>{number}（{name} {seconds}秒）</source>
        <translation>{number} ({name}, {seconds} s)</translation>
    </message>
    <message>
        <source>{seconds}秒（中央値）</source>
        <translation>{seconds} s (median)</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>差戻し（訂正待ち）</source>
        <translation>Sent back (to be corrected)</translation>
    </message>
    <message>
        <source>後で</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>承認</source>
        <translation>Approved</translation>
    </message>
    <message>
        <source>早すぎる承認</source>
        <translation>Approved too fast</translation>
    </message>
    <message>
        <source>未確認</source>
        <translation>To check</translation>
    </message>
    <message>
        <source>要注意だが確かめて承認</source>
        <translation>Flagged, checked and approved</translation>
    </message>
    <message>
        <source>責任者1人での承認</source>
        <translation>Approved by the only supervisor</translation>
    </message>
</context>
<context>
    <name>ReviewRoom</name>
    <message>
        <source>{month}月{day}日・{venue}</source>
        <translation>{month}/{day}, {venue}</translation>
    </message>
    <message>
        <source>写真の確認は責任者だけができます。責任者が暗証コードを入れてください。</source>
        <translation>Only a supervisor can review the photos. The supervisor enters their operator PIN.</translation>
    </message>
    <message>
        <source>確認にかかった時間を記録しています</source>
        <translation>The time of looking is recorded</translation>
    </message>
    <message>
        <source>責任者確認</source>
        <translation>Supervisor review</translation>
    </message>
</context>
<context>
    <name>ReviewWords</name>
    <message>
        <source>IDなしの申請書</source>
        <translation>no form ID</translation>
    </message>
    <message>
        <source>{age}歳</source>
        <translation>age {age}</translation>
    </message>
    <message>
        <source>{seconds}秒</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>ほかの受付</source>
        <translation>another intake</translation>
    </message>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
    <message>
        <source>写真なし
書類を
目視確認</source>
        <translation>No portrait
Check the
document</translation>
    </message>
    <message>
        <source>前</source>
        <translation>Prev.</translation>
    </message>
    <message>
        <source>女</source>
        <translation>Female</translation>
    </message>
    <message>
        <source>差戻しの理由：{reason}</source>
        <translation>Sent back because: {reason}</translation>
    </message>
    <message>
        <source>後</source>
        <translation>Next</translation>
    </message>
    <message>
        <source>承認後に
消去しました</source>
        <translation>Erased on
approval</translation>
    </message>
    <message>
        <source>撮影していません</source>
        <translation>No photo taken</translation>
    </message>
    <message>
        <source>撮影と同時に照合済み {time}</source>
        <translation>form checked at the shot {time}</translation>
    </message>
    <message>
        <source>書類の写真</source>
        <translation>Portrait</translation>
    </message>
    <message>
        <source>末尾 {tail}</source>
        <translation>ends {tail}</translation>
    </message>
    <message>
        <source>照合と撮影が離れています {time}</source>
        <translation>form check far from the shot {time}</translation>
    </message>
    <message>
        <source>照合なし</source>
        <translation>no form check</translation>
    </message>
    <message>
        <source>男</source>
        <translation>Male</translation>
    </message>
    <message>
        <source>確認中</source>
        <translation>Reviewing</translation>
    </message>
    <message>
        <source>窓口</source>
        <translation>Counter</translation>
    </message>
    <message>
        <source>窓口受取り</source>
        <translation>Counter</translation>
    </message>
    <message>
        <source>訂正前</source>
        <translation>Before correction</translation>
    </message>
    <message>
        <source>郵送</source>
        <translation>Mail</translation>
    </message>
    <message>
        <source>（{day}）</source>
        <translation> ({day})</translation>
    </message>
    <message>
        <source>（前の方から 1分以内）</source>
        <translation> (within 1 min of the previous)</translation>
    </message>
    <message>
        <source>（前の方から {minutes}分）</source>
        <translation> ({minutes} min after the previous)</translation>
    </message>
    <message>
        <source>（取消・返却）</source>
        <translation> (void or returned)</translation>
    </message>
    <message>
        <source>：</source>
        <translation>: </translation>
    </message>
</context>
<context>
    <name>SealPanel</name>
    <message>
        <source>{count} 人全員の責任者確認も終わっています。</source>
        <translation>All {count} were reviewed by a supervisor.</translation>
    </message>
    <message>
        <source>不足ありで封緘します</source>
        <translation>Sealed with a shortage</translation>
    </message>
    <message>
        <source>別の方が数え直すか、1人で数えた理由を書いてください。</source>
        <translation>Let somebody else count, or write why one person did both.</translation>
    </message>
    <message>
        <source>封緘しています {made} / {whole} 件</source>
        <translation>Sealing {made} / {whole}</translation>
    </message>
    <message>
        <source>封緘すると内容は変えられません。</source>
        <translation>What is sealed cannot be changed. </translation>
    </message>
    <message>
        <source>封緘の進み</source>
        <translation>Progress of sealing</translation>
    </message>
    <message>
        <source>数えた人と封緘する責任者が同じです</source>
        <translation>The one who counted is the one who seals</translation>
    </message>
    <message>
        <source>数がすべて合いました</source>
        <translation>All numbers agree</translation>
    </message>
    <message>
        <source>理由を書く</source>
        <translation>Write a reason</translation>
    </message>
    <message>
        <source>理由：{reason}</source>
        <translation>Reason: {reason}</translation>
    </message>
    <message>
        <source>繰越の{count}件は次回に引き継ぎます。</source>
        <translation>The {count} held go on next day.</translation>
    </message>
    <message>
        <source>責任者</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>責任者 {name} の暗証コード（6桁）</source>
        <translation>PIN of supervisor {name} (6 digits)</translation>
    </message>
    <message>
        <source>責任者が1人で数えたことを記録します</source>
        <translation>Recorded: the supervisor counted alone</translation>
    </message>
</context>
<context>
    <name>SealedPanel</name>
    <message>
        <source>{batch} を封緘しました</source>
        <translation>{batch} is sealed</translation>
    </message>
    <message>
        <source>{count} 件</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>{time} 責任者 {name}</source>
        <translation>{time}, supervisor {name}</translation>
    </message>
    <message>
        <source>この日を続ける</source>
        <translation>Continue the day</translation>
    </message>
    <message>
        <source>不足の理由</source>
        <translation>Why short</translation>
    </message>
    <message>
        <source>件数</source>
        <translation>Records</translation>
    </message>
    <message>
        <source>内訳</source>
        <translation>In detail</translation>
    </message>
    <message>
        <source>前回の封緘</source>
        <translation>Previous seal</translation>
    </message>
    <message>
        <source>受取り</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>完了 {accepted}／取消 {voided}／返却 {handed_back}／繰越 {held_over}</source>
        <translation>{accepted} completed, {voided} voided, {handed_back} returned, {held_over} carried over</translation>
    </message>
    <message>
        <source>封緘を取りやめる</source>
        <translation>Withdraw the seal</translation>
    </message>
    <message>
        <source>封緘値</source>
        <translation>Seal</translation>
    </message>
    <message>
        <source>日報を保存</source>
        <translation>Save day report</translation>
    </message>
    <message>
        <source>最初の封緘です</source>
        <translation>this is the first</translation>
    </message>
    <message>
        <source>束</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>郵送 {mail}／窓口 {counter}</source>
        <translation>{mail} by mail, {counter} at the counter</translation>
    </message>
    <message>
        <source>集計票 印刷済み</source>
        <translation>Tally sheet printed</translation>
    </message>
    <message>
        <source>集計票 未印刷</source>
        <translation>Tally sheet not printed</translation>
    </message>
    <message>
        <source>集計票の見本</source>
        <translation>The tally sheet, small</translation>
    </message>
    <message>
        <source>集計票を紙袋に貼ります。QRに個人の情報は入りません。</source>
        <translation>Stick it onto the bag. Its QR holds nothing personal.</translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>{name}を表示</source>
        <translation>Show {name}</translation>
    </message>
    <message>
        <source>表示</source>
        <translation>Show</translation>
    </message>
</context>
<context>
    <name>SendingPage</name>
    <message>
        <source>USBから取り込む</source>
        <translation>Take in from USB</translation>
    </message>
    <message>
        <source>USBに書き出す</source>
        <translation>Write to USB</translation>
    </message>
    <message>
        <source>。</source>
        <translation>. </translation>
    </message>
    <message>
        <source>いま送る</source>
        <translation>Send now</translation>
    </message>
    <message>
        <source>この端末はまだ登録されていません</source>
        <translation>This terminal is not enrolled yet</translation>
    </message>
    <message>
        <source>センターの登録票のQRを読むと、束を封緘して送れるようになります。</source>
        <translation>Read the QR of the hub&apos;s enrolment sheet; then batches can be sealed and sent.</translation>
    </message>
    <message>
        <source>一時停止</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>受付と送信は続けられます。通信かUSBの取込みで新しくなります。</source>
        <translation>Intake and sending go on. It is renewed over the line or from USB.</translation>
    </message>
    <message>
        <source>受領書が届くまで、この端末の記録は消えません。同じ束が通信とUSBの両方で届いても、二重には登録されません。</source>
        <translation>Nothing is erased here before the receipt has arrived. A batch that arrives both by line and by USB counts once.</translation>
    </message>
    <message>
        <source>完了した {count}件は、日締めで封緘すると送れます。</source>
        <translation>{count} completed ones can be sent once the day is sealed.</translation>
    </message>
    <message>
        <source>封緘した束は、まだありません。日締めで封緘すると、ここに並びます。</source>
        <translation>There are no sealed batches yet. They stand here after the day close.</translation>
    </message>
    <message>
        <source>封緘した束をセンターへ届けます</source>
        <translation>Brings sealed batches to the hub</translation>
    </message>
    <message>
        <source>封緘した束をセンター（{hub}）へ届けます</source>
        <translation>Brings sealed batches to the hub ({hub})</translation>
    </message>
    <message>
        <source>日締めへ</source>
        <translation>To day close</translation>
    </message>
    <message>
        <source>書き出す束がありません</source>
        <translation>Nothing to write</translation>
    </message>
    <message>
        <source>未登録の端末</source>
        <translation>Not enrolled</translation>
    </message>
    <message>
        <source>端末に残っている記録</source>
        <translation>What is still here</translation>
    </message>
    <message>
        <source>端末を登録する</source>
        <translation>Enrol this terminal</translation>
    </message>
    <message>
        <source>続きから送る</source>
        <translation>Continue sending</translation>
    </message>
    <message>
        <source>設定データが古くなっています</source>
        <translation>The reference data are old</translation>
    </message>
    <message>
        <source>責任者が延長</source>
        <translation>Extend</translation>
    </message>
    <message>
        <source>送る束はありません</source>
        <translation>Nothing to send</translation>
    </message>
    <message>
        <source>送信</source>
        <translation>Sending</translation>
    </message>
    <message>
        <source>通信でも送る</source>
        <translation>Send by line too</translation>
    </message>
</context>
<context>
    <name>SendingRoom</name>
    <message>
        <source>{count} 束の記録を消去しました</source>
        <translation>Records of {count} batches were erased</translation>
    </message>
    <message>
        <source>あと {count} 人分</source>
        <translation>room for {count}</translation>
    </message>
    <message>
        <source>まだ待っている方がいます</source>
        <translation>People are still waiting</translation>
    </message>
    <message>
        <source>上限を延長する</source>
        <translation>Extend the limit</translation>
    </message>
    <message>
        <source>受領書があり、保存の日数が過ぎた記録を消去します。元に戻せません。</source>
        <translation>Erases records that have their receipt and are past their days. This cannot be undone.</translation>
    </message>
    <message>
        <source>延長する</source>
        <translation>Extend</translation>
    </message>
    <message>
        <source>消去を承認する</source>
        <translation>Approve erasing</translation>
    </message>
    <message>
        <source>端末を登録する</source>
        <translation>Enrol this terminal</translation>
    </message>
    <message>
        <source>送信</source>
        <translation>Sending</translation>
    </message>
    <message>
        <source>閉場後に庁内で送信します</source>
        <translation>Will be sent from the office after closing</translation>
    </message>
</context>
<context>
    <name>SendingWords</name>
    <message>
        <source>{count} 件</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>{h} 時間 {m} 分</source>
        <translation>{h} h {m} min</translation>
    </message>
    <message>
        <source>{line}・最終 {time}</source>
        <translation>{line}, last {time}</translation>
    </message>
    <message>
        <source>{month}月{day}日</source>
        <translation>{month}/{day}</translation>
    </message>
    <message>
        <source>{m} 分 {s} 秒</source>
        <translation>{m} min {s} s</translation>
    </message>
    <message>
        <source>{s} 秒</source>
        <translation>{s} s</translation>
    </message>
    <message>
        <source>{time} に消去</source>
        <translation>erased {time}</translation>
    </message>
    <message>
        <source>{time} 書込み</source>
        <translation>written {time}</translation>
    </message>
    <message>
        <source>お問い合わせ番号 {number}</source>
        <translation>Enquiry code {number}</translation>
    </message>
    <message>
        <source>受領書 あり</source>
        <translation>has its receipt</translation>
    </message>
    <message>
        <source>市区町村の担当課</source>
        <translation>the municipal office</translation>
    </message>
    <message>
        <source>未登録の端末</source>
        <translation>Not enrolled</translation>
    </message>
    <message>
        <source>残っています。{day} から、責任者の承認で消去します</source>
        <translation>Still here. From {day} on, erased when a supervisor approves</translation>
    </message>
    <message>
        <source>残っています。{day} に自動で消去します</source>
        <translation>Still here. Erased automatically on {day}</translation>
    </message>
    <message>
        <source>残っています。受領書がまだ届いていません</source>
        <translation>Still here. The receipt has not arrived yet</translation>
    </message>
    <message>
        <source>残っています。消去の日はまだ決まっていません</source>
        <translation>Still here. No day of erasing is set yet</translation>
    </message>
    <message>
        <source>毎秒 {size}</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>消去しました。消去の記録だけが残っています</source>
        <translation>Erased. Only the record of erasing remains</translation>
    </message>
    <message>
        <source>約 {time}</source>
        <translation>about {time}</translation>
    </message>
    <message>
        <source>計算中</source>
        <translation>calculating</translation>
    </message>
    <message>
        <source>責任者が {time} まで延長しました。</source>
        <translation>Extended by a supervisor until {time}.</translation>
    </message>
    <message>
        <source>送信を待っています</source>
        <translation>Waiting to be sent</translation>
    </message>
    <message>
        <source>通信できます</source>
        <translation>Line available</translation>
    </message>
    <message>
        <source>通信なし</source>
        <translation>No line</translation>
    </message>
    <message>
        <source>通信中</source>
        <translation>In contact</translation>
    </message>
</context>
<context>
    <name>SentBackStrip</name>
    <message>
        <source>差戻し {count}件</source>
        <translation>Sent back: {count}</translation>
    </message>
    <message>
        <source>差戻しの {number} を開く</source>
        <translation>Open {number}, sent back</translation>
    </message>
    <message>
        <source>開く</source>
        <translation>Open</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>1行に1つ入力します。次に始めるときから選べます</source>
        <translation>One on each line. Can be chosen from the next start</translation>
    </message>
    <message>
        <source>{count}分</source>
        <translation>{count} min</translation>
    </message>
    <message>
        <source>{name}（いま見つかりません）</source>
        <translation>{name} (not found now)</translation>
    </message>
    <message>
        <source>いま使えるプリンターがありません</source>
        <translation>No printer is available now</translation>
    </message>
    <message>
        <source>お問い合わせの電話番号</source>
        <translation>Phone for inquiries</translation>
    </message>
    <message>
        <source>ここに届いた申請書の画像は、受付に取り込むとフォルダーから消します</source>
        <translation>Pictures of forms that come in here are removed from the folder once an intake has them</translation>
    </message>
    <message>
        <source>この端末の既定のプリンター</source>
        <translation>This terminal&apos;s default printer</translation>
    </message>
    <message>
        <source>ほかの責任者が自分の合言葉で端末を開けるようにします。</source>
        <translation>Lets another supervisor open the terminal with their own passphrase.</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>スキャナーの読み取りフォルダー</source>
        <translation>Scan folder</translation>
    </message>
    <message>
        <source>マイナンバーカードの申請を受け付ける</source>
        <translation>Takes My Number Card applications</translation>
    </message>
    <message>
        <source>予備SD</source>
        <translation>Spare card</translation>
    </message>
    <message>
        <source>予備SDと復元の使い方</source>
        <translation>About the spare and restoring</translation>
    </message>
    <message>
        <source>予備SDの状態を確かめています</source>
        <translation>Looking at the spare</translation>
    </message>
    <message>
        <source>予備SDを選ぶ</source>
        <translation>Choose a spare card</translation>
    </message>
    <message>
        <source>会場</source>
        <translation>Venues</translation>
    </message>
    <message>
        <source>使いません</source>
        <translation>Not used</translation>
    </message>
    <message>
        <source>使えます</source>
        <translation>On</translation>
    </message>
    <message>
        <source>使えるようにする</source>
        <translation>Switch on</translation>
    </message>
    <message>
        <source>使わない</source>
        <translation>Do not use</translation>
    </message>
    <message>
        <source>係員</source>
        <translation>Clerk</translation>
    </message>
    <message>
        <source>保存していない変更があります。捨てると、前の設定のままになります。</source>
        <translation>There are changes that are not saved. If you discard them, the settings stay as before.</translation>
    </message>
    <message>
        <source>保存する</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>入力してください</source>
        <translation>Please fill in</translation>
    </message>
    <message>
        <source>写真の見比べ</source>
        <translation>Comparing photos</translation>
    </message>
    <message>
        <source>別のSDに替える</source>
        <translation>Change to another card</translation>
    </message>
    <message>
        <source>助言だけをします。決めるのは人です。顔の特徴は記録せず、次に受付を始めるときから変わります。</source>
        <translation>Only a hint; people decide. Features of faces are never recorded. It changes with the next start.</translation>
    </message>
    <message>
        <source>受付のたびに、封緘した写しをSDカードやUSBに残します。端末が壊れても、続きから始められます。</source>
        <translation>Each intake is also copied, sealed, to an SD card or stick. If the terminal breaks, another one goes on where it stopped.</translation>
    </message>
    <message>
        <source>受付の方式が「郵便局」のとき、ここで選んだ手続きだけを受け付けます。</source>
        <translation>With the method Post office, only what is chosen here is taken.</translation>
    </message>
    <message>
        <source>合言葉</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>合言葉を追加</source>
        <translation>Add passphrase</translation>
    </message>
    <message>
        <source>変更を捨てますか</source>
        <translation>Discard the changes?</translation>
    </message>
    <message>
        <source>専用端末にする（全画面。責任者だけが終えられます）</source>
        <translation>Dedicated terminal (full screen; only a supervisor can leave)</translation>
    </message>
    <message>
        <source>市区町村</source>
        <translation>Municipality</translation>
    </message>
    <message>
        <source>担当者</source>
        <translation>Operators</translation>
    </message>
    <message>
        <source>担当者を加える</source>
        <translation>Add operator</translation>
    </message>
    <message>
        <source>担当課</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>捨てる</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>控えに印刷すること</source>
        <translation>Printed on the slip</translation>
    </message>
    <message>
        <source>控えのプリンター</source>
        <translation>Slip printer</translation>
    </message>
    <message>
        <source>書類の写真を、承認のあとも端末から消去するまで残す</source>
        <translation>Keep portraits of documents after approval, until the terminal is cleared</translation>
    </message>
    <message>
        <source>機器と画面ロック</source>
        <translation>Devices and screen lock</translation>
    </message>
    <message>
        <source>止めています</source>
        <translation>Switched off</translation>
    </message>
    <message>
        <source>止める</source>
        <translation>Switch off</translation>
    </message>
    <message>
        <source>自動で画面をロックするまで</source>
        <translation>Lock the screen after</translation>
    </message>
    <message>
        <source>設定</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>設定に戻る</source>
        <translation>Back to settings</translation>
    </message>
    <message>
        <source>読み取りフォルダーを選ぶ</source>
        <translation>Choose scan folder</translation>
    </message>
    <message>
        <source>責任者</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>赤い枠の欄を直してください</source>
        <translation>Correct the fields with a red frame</translation>
    </message>
    <message>
        <source>選ぶ</source>
        <translation>Choose</translation>
    </message>
    <message>
        <source>郵便局：市区町村からの委託</source>
        <translation>Post office: contracts with the municipality</translation>
    </message>
    <message>
        <source>電子証明書・暗証番号の手続きをする</source>
        <translation>Handles certificates and PINs</translation>
    </message>
    <message>
        <source>顔を機械で見比べ、似た方がいれば知らせる</source>
        <translation>Compare faces by machine and tell of similar ones</translation>
    </message>
</context>
<context>
    <name>SettingsRoom</name>
    <message>
        <source>合言葉を追加しました</source>
        <translation>The passphrase was added</translation>
    </message>
    <message>
        <source>担当者の設定を変えました</source>
        <translation>The operator&apos;s settings were changed</translation>
    </message>
    <message>
        <source>担当者を加えました</source>
        <translation>The operator was added</translation>
    </message>
    <message>
        <source>設定</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>設定は責任者だけが変えられます。責任者が暗証コードを入れてください。</source>
        <translation>Only a supervisor can change the settings. The supervisor enters their operator PIN.</translation>
    </message>
</context>
<context>
    <name>SetupPage</name>
    <message>
        <source>12文字以上で入力してください</source>
        <translation>At least 12 characters, please</translation>
    </message>
    <message>
        <source>1回目と違います</source>
        <translation>Differs from the first time</translation>
    </message>
    <message>
        <source>1行に1つ入力します</source>
        <translation>One on each line</translation>
    </message>
    <message>
        <source>6桁の数字を入力してください</source>
        <translation>Enter 6 digits</translation>
    </message>
    <message>
        <source>あと{count}文字入力してください</source>
        <translation>{count} more characters, please</translation>
    </message>
    <message>
        <source>お問い合わせの電話番号</source>
        <translation>Phone for inquiries</translation>
    </message>
    <message>
        <source>この内容で端末を用意する</source>
        <translation>Set up this terminal</translation>
    </message>
    <message>
        <source>よい：言葉をもう1つ足すとさらに強くなります</source>
        <translation>Good: one more word makes it stronger</translation>
    </message>
    <message>
        <source>任意・6桁</source>
        <translation>optional, 6 digits</translation>
    </message>
    <message>
        <source>会場</source>
        <translation>Venues</translation>
    </message>
    <message>
        <source>例：K3</source>
        <translation>e.g. K3</translation>
    </message>
    <message>
        <source>例：みどり野市</source>
        <translation>e.g. Midorino City</translation>
    </message>
    <message>
        <source>例：市民課</source>
        <translation>e.g. Citizens&apos; section</translation>
    </message>
    <message>
        <source>入力してください</source>
        <translation>Please fill in</translation>
    </message>
    <message>
        <source>受付の方式</source>
        <translation>Intake method</translation>
    </message>
    <message>
        <source>受付番号の先頭になります（K3-001）</source>
        <translation>Begins each number (K3-001)</translation>
    </message>
    <message>
        <source>合言葉</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>合言葉を忘れると記録を開けません</source>
        <translation>A lost passphrase cannot be recovered</translation>
    </message>
    <message>
        <source>合言葉（12文字以上）</source>
        <translation>Passphrase (12 characters or more)</translation>
    </message>
    <message>
        <source>合言葉（もう一度）</source>
        <translation>Passphrase (again)</translation>
    </message>
    <message>
        <source>同じ数字だけの暗証コードは使えません</source>
        <translation>A PIN of one repeated digit cannot be used</translation>
    </message>
    <message>
        <source>市区町村</source>
        <translation>Municipality</translation>
    </message>
    <message>
        <source>市区町村と端末</source>
        <translation>Municipality and terminal</translation>
    </message>
    <message>
        <source>市区町村コード</source>
        <translation>Municipality code</translation>
    </message>
    <message>
        <source>弱い：同じ文字が多すぎます。ちがう言葉を足してください</source>
        <translation>Weak: too many equal characters. Add other words</translation>
    </message>
    <message>
        <source>強い</source>
        <translation>Strong</translation>
    </message>
    <message>
        <source>担当課</source>
        <translation>Office</translation>
    </message>
    <message>
        <source>控えに印刷します</source>
        <translation>Printed on the slip</translation>
    </message>
    <message>
        <source>数字6桁で入力してください</source>
        <translation>Enter 6 digits</translation>
    </message>
    <message>
        <source>暗証コード（6桁）</source>
        <translation>Operator PIN (6 digits)</translation>
    </message>
    <message>
        <source>暗証コード（もう一度）</source>
        <translation>Operator PIN (again)</translation>
    </message>
    <message>
        <source>用意しています…</source>
        <translation>Setting up…</translation>
    </message>
    <message>
        <source>短い言葉を4つほどつなげると、覚えやすく強くなります</source>
        <translation>Four short words in a row are easy to remember and strong</translation>
    </message>
    <message>
        <source>端末の記号</source>
        <translation>Terminal code</translation>
    </message>
    <message>
        <source>端末を用意してください（はじめの1回だけ）</source>
        <translation>Set up the terminal (once only)</translation>
    </message>
    <message>
        <source>紙に書いて封をし、庁内の金庫など端末とは別の場所に保管してください。</source>
        <translation>Keep it on paper, sealed, away from the terminal, such as in the office&apos;s safe.</translation>
    </message>
    <message>
        <source>英字で始まる4文字までで入力してください（例：K3）</source>
        <translation>Up to four characters, a letter first (e.g. K3)</translation>
    </message>
    <message>
        <source>責任者と合言葉</source>
        <translation>Supervisor and passphrase</translation>
    </message>
    <message>
        <source>責任者の氏名</source>
        <translation>Supervisor&apos;s name</translation>
    </message>
    <message>
        <source>赤い枠の欄を直してください</source>
        <translation>Correct the fields with a red frame</translation>
    </message>
</context>
<context>
    <name>SheetCard</name>
    <message>
        <source>なし</source>
        <translation>None</translation>
    </message>
    <message>
        <source>写真なし</source>
        <translation>No photo</translation>
    </message>
    <message>
        <source>空き</source>
        <translation>Empty</translation>
    </message>
</context>
<context>
    <name>SheetPanel</name>
    <message>
        <source>{approved} / {all} 人 承認済み</source>
        <translation>{approved} of {all} approved</translation>
    </message>
    <message>
        <source>{first}〜{last} 人目 / {all} 人</source>
        <translation>{first} to {last} of {all}</translation>
    </message>
    <message>
        <source>この並びには、だれもいません</source>
        <translation>Nobody in this view</translation>
    </message>
    <message>
        <source>並べ方</source>
        <translation>Order</translation>
    </message>
    <message>
        <source>全員の承認が終わると日締めに進めます</source>
        <translation>The day close follows when all are approved</translation>
    </message>
    <message>
        <source>前の8人</source>
        <translation>Previous 8</translation>
    </message>
    <message>
        <source>受付順</source>
        <translation>By number</translation>
    </message>
    <message>
        <source>左：受付の写真&#x3000;右：本人確認書類の写真</source>
        <translation>Left: photo taken here. Right: portrait of the identity document</translation>
    </message>
    <message>
        <source>差戻し {count}</source>
        <translation>Sent back {count}</translation>
    </message>
    <message>
        <source>承認 {count}</source>
        <translation>Approved {count}</translation>
    </message>
    <message>
        <source>承認の進み</source>
        <translation>Progress of approval</translation>
    </message>
    <message>
        <source>未確認 {count}</source>
        <translation>To check {count}</translation>
    </message>
    <message>
        <source>未確認のみ</source>
        <translation>To check</translation>
    </message>
    <message>
        <source>次の8人</source>
        <translation>Next 8</translation>
    </message>
    <message>
        <source>窓口受取り</source>
        <translation>Counter</translation>
    </message>
    <message>
        <source>要注意 {count}</source>
        <translation>Flagged {count}</translation>
    </message>
    <message>
        <source>要注意を先に</source>
        <translation>Flagged first</translation>
    </message>
    <message>
        <source>責任者確認</source>
        <translation>Supervisor review</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>SlateLine</name>
    <message>
        <source>写真がこの申請書の方のものか、確かめてください。責任者も確認します。</source>
        <translation>Check that the photo is of this form&apos;s applicant. A supervisor checks too.</translation>
    </message>
    <message>
        <source>別の方の申請書</source>
        <translation>Another&apos;s form</translation>
    </message>
    <message>
        <source>撮影のあとに別の方の申請書が写りました</source>
        <translation>Another person&apos;s form was seen after the photo</translation>
    </message>
    <message>
        <source>撮影の前後30秒に写っていれば照合します</source>
        <translation>Checked within 30 s of the photo</translation>
    </message>
    <message>
        <source>書類カメラが使えません。写真カメラに見せてください</source>
        <translation>The form camera does not work. Show it to the photo camera</translation>
    </message>
    <message>
        <source>照合と撮影の時刻が離れています：責任者が確認します</source>
        <translation>Form check and photo are far apart: supervisor review</translation>
    </message>
    <message>
        <source>照合なし</source>
        <translation>No form check</translation>
    </message>
    <message>
        <source>照合なし：責任者が確認します</source>
        <translation>No form check: supervisor review</translation>
    </message>
    <message>
        <source>照合の時刻が離れています</source>
        <translation>Check too far apart</translation>
    </message>
    <message>
        <source>照合用のQRでもかまいません</source>
        <translation>The check QR will do too</translation>
    </message>
    <message>
        <source>照合用のQRを書類カメラに写してください</source>
        <translation>Show the check QR to the form camera</translation>
    </message>
    <message>
        <source>申請書が2つ</source>
        <translation>Two forms</translation>
    </message>
    <message>
        <source>申請書との照合がまだです</source>
        <translation>Not checked against the form yet</translation>
    </message>
    <message>
        <source>申請書と未照合</source>
        <translation>Form not checked</translation>
    </message>
    <message>
        <source>申請書と照合済み {time}</source>
        <translation>Form checked {time}</translation>
    </message>
    <message>
        <source>申請書を写してください</source>
        <translation>Show the form</translation>
    </message>
    <message>
        <source>申請書を書類カメラに写してください</source>
        <translation>Show the form to the form camera</translation>
    </message>
    <message>
        <source>申請書を書類カメラに写してください。</source>
        <translation>Show the form to the form camera.</translation>
    </message>
</context>
<context>
    <name>SlipActions</name>
    <message>
        <source>{number} の受付控えを印刷しました</source>
        <translation>The slip of {number} was printed</translation>
    </message>
    <message>
        <source>{number} の控え 未印刷：{why}</source>
        <translation>Slip of {number} not printed: {why}</translation>
    </message>
    <message>
        <source>同じ名前のファイルがあります。別の名前で保存してください。</source>
        <translation>There is a file of that name. Save under another name.</translation>
    </message>
    <message>
        <source>控えは、受付を完了すると印刷できます（見本は Ctrl+P）</source>
        <translation>The slip can be printed once the intake is complete (preview: Ctrl+P)</translation>
    </message>
    <message>
        <source>控えをPDFに保存しました。印刷したら、ファイルを消してください。</source>
        <translation>The slip was saved as PDF. Delete the file once it is printed.</translation>
    </message>
    <message>
        <source>控えをPDFに保存（暗号化されません）</source>
        <translation>Save slip as PDF (not encrypted)</translation>
    </message>
</context>
<context>
    <name>SlipDialog</name>
    <message>
        <source>PDFに保存</source>
        <translation>Save as PDF</translation>
    </message>
    <message>
        <source>PDFは暗号化されません</source>
        <translation>The PDF is not encrypted</translation>
    </message>
    <message>
        <source>いまの内容で作るとこうなります。</source>
        <translation>This is how it looks with the present entries.</translation>
    </message>
    <message>
        <source>お名前と受付番号が読めるファイルです。印刷したあとは、保存した場所から消してください。</source>
        <translation>Name and intake no. can be read in the file. Delete it where you saved it once it is printed.</translation>
    </message>
    <message>
        <source>もう印刷した控えがあります</source>
        <translation>A slip was already printed</translation>
    </message>
    <message>
        <source>再発行する</source>
        <translation>Print again</translation>
    </message>
    <message>
        <source>印刷</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>受付を完了すると、印刷とPDFの保存ができます</source>
        <translation>It can be printed or saved once the intake is complete</translation>
    </message>
    <message>
        <source>受付控え</source>
        <translation>Slip</translation>
    </message>
    <message>
        <source>受付控えの見本</source>
        <translation>Slip preview</translation>
    </message>
    <message>
        <source>控えの見本</source>
        <translation>Slip preview</translation>
    </message>
    <message>
        <source>次に印刷する控えには「再発行」と入ります。</source>
        <translation>The next slip is marked &quot;Reissued&quot;.</translation>
    </message>
</context>
<context>
    <name>SpareChoosing</name>
    <message>
        <source>{place}：受付 {records} 件・封緘した包み {packets} 個</source>
        <translation>{place}: {records} intakes, {packets} sealed packets</translation>
    </message>
    <message>
        <source>予備SDを確かめています</source>
        <translation>Looking at the spare</translation>
    </message>
    <message>
        <source>選ぶまで、この端末の記録はこの端末にしかありません。</source>
        <translation>Until one is chosen, the records are on this terminal only.</translation>
    </message>
</context>
<context>
    <name>SpareDialog</name>
    <message>
        <source>12文字以上で入力してください</source>
        <translation>At least 12 characters, please</translation>
    </message>
    <message>
        <source>1回目と違います</source>
        <translation>Differs from the first time</translation>
    </message>
    <message>
        <source>SDカードやUSBが見つかりません。挿して「もう一度探す」を押してください。</source>
        <translation>No card or stick found. Plug one in and press Look again.</translation>
    </message>
    <message>
        <source>{folder}・空き {size}</source>
        <translation>{folder}, {size} free</translation>
    </message>
    <message>
        <source>この合言葉は、端末を取り替えるときに予備SDを開き、そのまま新しい端末の合言葉になります。端末にもSDにも残りません。責任者が覚えておいてください。</source>
        <translation>This passphrase opens the spare when the terminal is replaced, and becomes the new terminal&apos;s own. It is kept neither here nor on the card: the supervisor must remember it.</translation>
    </message>
    <message>
        <source>ほかのフォルダー</source>
        <translation>Another folder</translation>
    </message>
    <message>
        <source>もう一度探す</source>
        <translation>Look again</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>フォルダー：{folder}</source>
        <translation>Folder: {folder}</translation>
    </message>
    <message>
        <source>予備SDにする</source>
        <translation>Make it the spare</translation>
    </message>
    <message>
        <source>予備SDの合言葉（12文字以上）</source>
        <translation>Spare&apos;s passphrase (12 characters or more)</translation>
    </message>
    <message>
        <source>予備SDの合言葉（もう一度）</source>
        <translation>Spare&apos;s passphrase (again)</translation>
    </message>
    <message>
        <source>予備SDを用意しています。抜かないでください</source>
        <translation>Preparing the spare. Do not pull it out</translation>
    </message>
    <message>
        <source>予備SDを選ぶ</source>
        <translation>Choose a spare card</translation>
    </message>
    <message>
        <source>使うSDカードかUSB</source>
        <translation>Card or stick to use</translation>
    </message>
    <message>
        <source>使うSDカードかUSBを選んでください</source>
        <translation>Choose the card or stick to use</translation>
    </message>
</context>
<context>
    <name>Starred</name>
    <message>
        <source>＊{sentence}</source>
        <translation>* {sentence}</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>{part}を直すと始められます</source>
        <translation>To begin, first fix: {part}</translation>
    </message>
    <message>
        <source>{refusal}{wait}</source>
        <translation>{refusal} {wait}</translation>
    </message>
    <message>
        <source>{time} に自動で点検しました</source>
        <translation>At {time}</translation>
    </message>
    <message>
        <source>あと{seconds}秒待つと、もう一度入力できます</source>
        <translation>You can try again in {seconds} seconds</translation>
    </message>
    <message>
        <source>きょうの試し撮りはまだです。光と色を確かめられます。</source>
        <translation>No test shot today yet. It checks light and colours.</translation>
    </message>
    <message>
        <source>もう一度点検</source>
        <translation>Recheck</translation>
    </message>
    <message>
        <source>会場</source>
        <translation>Venue</translation>
    </message>
    <message>
        <source>会場と受付の方式</source>
        <translation>Venue and intake method</translation>
    </message>
    <message>
        <source>係員</source>
        <translation>Clerk</translation>
    </message>
    <message>
        <source>受付の方式</source>
        <translation>Intake method</translation>
    </message>
    <message>
        <source>受付を始める</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>合言葉</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>合言葉を入力してください</source>
        <translation>Enter the passphrase</translation>
    </message>
    <message>
        <source>合言葉：{passphrase}
暗証コード：{people}</source>
        <translation>Passphrase: {passphrase}
Operator PIN: {people}</translation>
    </message>
    <message>
        <source>始業点検</source>
        <translation>Daily check</translation>
    </message>
    <message>
        <source>担当者</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>担当者の認証</source>
        <translation>Operator sign-on</translation>
    </message>
    <message>
        <source>担当者を加える</source>
        <translation>Add operator</translation>
    </message>
    <message>
        <source>暗証コードを6桁入力してください</source>
        <translation>Enter your operator PIN (6 digits)</translation>
    </message>
    <message>
        <source>暗証コード（6桁）</source>
        <translation>Operator PIN (6 digits)</translation>
    </message>
    <message>
        <source>正常</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>注意</source>
        <translation>Notice</translation>
    </message>
    <message>
        <source>点検中</source>
        <translation>Checking</translation>
    </message>
    <message>
        <source>異常</source>
        <translation>Fault</translation>
    </message>
    <message>
        <source>端末を開く</source>
        <translation>Open the terminal</translation>
    </message>
    <message>
        <source>練習モードです（人物・地名はすべて架空）</source>
        <translation>Practice mode (all people and places are invented)</translation>
    </message>
    <message>
        <source>記録は暗号化されています。責任者が合言葉を入力すると、きょうの受付を始められます。</source>
        <translation>The records are encrypted. A supervisor&apos;s passphrase opens them for today.</translation>
    </message>
    <message>
        <source>設定</source>
        <translation>Settings</translation>
    </message>
    <message>
        <source>試し撮り</source>
        <translation>Test shot</translation>
    </message>
    <message>
        <source>試し撮り {time}&#x3000;{said}</source>
        <translation>Test shot {time}: {said}</translation>
    </message>
    <message>
        <source>責任者</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>責任者による解除</source>
        <translation>Unlock PIN</translation>
    </message>
    <message>
        <source>責任者の合言葉</source>
        <translation>Supervisor&apos;s passphrase</translation>
    </message>
    <message>
        <source>通信なしで認証できます。忘れたときは責任者が解除します。</source>
        <translation>No network needed. If you forget it, a supervisor unlocks it.</translation>
    </message>
</context>
<context>
    <name>StatusPage</name>
    <message>
        <source>{count} 件</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>受け取った申請書</source>
        <translation>Forms received</translation>
    </message>
    <message>
        <source>受付の途中の方も含みます。数は受付のたびに変わります。</source>
        <translation>Includes intakes in progress. The numbers change with each intake.</translation>
    </message>
    <message>
        <source>本日の状況</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>責任者確認</source>
        <translation>Supervisor review</translation>
    </message>
</context>
<context>
    <name>StepBar</name>
    <message>
        <source>手順</source>
        <translation>Steps</translation>
    </message>
</context>
<context>
    <name>StepWay</name>
    <message>
        <source>{name}がまだです</source>
        <translation>Still open: {name}</translation>
    </message>
    <message>
        <source>{name}を直してください</source>
        <translation>Please correct: {name}</translation>
    </message>
    <message>
        <source>この手順の項目</source>
        <translation>An item of this step</translation>
    </message>
    <message>
        <source>先に手順{number}「{name}」を終えてください</source>
        <translation>First finish step {number}: {name}</translation>
    </message>
</context>
<context>
    <name>StepWords</name>
    <message>
        <source>1日分を封緘する</source>
        <translation>Seal the day</translation>
    </message>
    <message>
        <source>3 封緘する</source>
        <translation>3 Seal</translation>
    </message>
    <message>
        <source>4 集計票を印刷</source>
        <translation>4 Print the tally sheet</translation>
    </message>
    <message>
        <source>すべての束の数を入れると進めます</source>
        <translation>Enter all the numbers to go on</translation>
    </message>
    <message>
        <source>上の項目を終えると進めます</source>
        <translation>Finish the items above to go on</translation>
    </message>
    <message>
        <source>不足あり</source>
        <translation>with a shortage</translation>
    </message>
    <message>
        <source>印刷済み</source>
        <translation>printed</translation>
    </message>
    <message>
        <source>封緘しています</source>
        <translation>Sealing</translation>
    </message>
    <message>
        <source>封緘する</source>
        <translation>Seal</translation>
    </message>
    <message>
        <source>封緘へ進む</source>
        <translation>Go on to sealing</translation>
    </message>
    <message>
        <source>差があります</source>
        <translation>numbers differ</translation>
    </message>
    <message>
        <source>差がなくなると進めます</source>
        <translation>Goes on once the numbers agree</translation>
    </message>
    <message>
        <source>数えた人とは別の責任者が封緘します</source>
        <translation>Another supervisor than the one who counted must seal</translation>
    </message>
    <message>
        <source>数える人を選んでください</source>
        <translation>Choose who counts</translation>
    </message>
    <message>
        <source>数の差</source>
        <translation>The difference</translation>
    </message>
    <message>
        <source>紙の束を数える</source>
        <translation>Count the paper</translation>
    </message>
    <message>
        <source>終えることがあります</source>
        <translation>something is open</translation>
    </message>
    <message>
        <source>記録の数を合わせる</source>
        <translation>Balance the records</translation>
    </message>
    <message>
        <source>責任者の暗証コードを入れてください</source>
        <translation>Enter the supervisor&apos;s PIN</translation>
    </message>
    <message>
        <source>送信へ</source>
        <translation>To Sending</translation>
    </message>
    <message>
        <source>集計票を印刷</source>
        <translation>Print tally sheet</translation>
    </message>
</context>
<context>
    <name>StopDialog</name>
    <message>
        <source>わかりました</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>SupervisedDialog</name>
    <message>
        <source>そのほか・くわしい内容</source>
        <translation>Other, details</translation>
    </message>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>氏名・個人番号・暗証番号は書かないでください。</source>
        <translation>Do not write names, My Numbers or PINs.</translation>
    </message>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>理由を{count}文字以上で書いてください</source>
        <translation>Write a reason of at least {count} characters</translation>
    </message>
    <message>
        <source>理由を番号で選ぶか、{count}文字以上で書いてください</source>
        <translation>Choose a reason by number, or write at least {count} characters</translation>
    </message>
    <message>
        <source>確かめています</source>
        <translation>Checking</translation>
    </message>
    <message>
        <source>責任者</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>責任者が登録されていません</source>
        <translation>No supervisor is registered</translation>
    </message>
    <message>
        <source>責任者の暗証コードを入れてください</source>
        <translation>Enter the supervisor&apos;s PIN</translation>
    </message>
    <message>
        <source>責任者の暗証コード（6桁）</source>
        <translation>Supervisor&apos;s operator PIN (6 digits)</translation>
    </message>
    <message>
        <source>：</source>
        <translation>: </translation>
    </message>
</context>
<context>
    <name>SupervisorDialog</name>
    <message>
        <source>やめる</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>責任者</source>
        <translation>Supervisor</translation>
    </message>
    <message>
        <source>責任者の暗証コード（6桁）</source>
        <translation>Supervisor&apos;s operator PIN (6 digits)</translation>
    </message>
</context>
<context>
    <name>TestShotDialog</name>
    <message>
        <source>{count}つ直すと、写真がきれいになります</source>
        <translation>Things to put right for better photos: {count}</translation>
    </message>
    <message>
        <source>このまま受付を始められます</source>
        <translation>You can begin</translation>
    </message>
    <message>
        <source>カメラの明るさ {ev}</source>
        <translation>Camera brightness {ev}</translation>
    </message>
    <message>
        <source>カメラの映像が出てから、試し撮りをしてください</source>
        <translation>Wait for the camera&apos;s picture, then take the test shot</translation>
    </message>
    <message>
        <source>カメラを準備しています</source>
        <translation>The camera is starting</translation>
    </message>
    <message>
        <source>カメラを選ぶ</source>
        <translation>Choose cameras</translation>
    </message>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
    <message>
        <source>明るく</source>
        <translation>Brighter</translation>
    </message>
    <message>
        <source>暗く</source>
        <translation>Darker</translation>
    </message>
    <message>
        <source>申請者の席で、顔の高さに持ちます。画像は残しません。</source>
        <translation>Hold it at the applicant&apos;s seat, at face height. No picture is kept.</translation>
    </message>
    <message>
        <source>白い紙かグレーカードで枠を埋めてください</source>
        <translation>Fill the frame with white paper or a grey card</translation>
    </message>
    <message>
        <source>直したら、もう一度試し撮りをしてください。このまま受付もできます。</source>
        <translation>Then take another test shot. You can also begin as it is.</translation>
    </message>
    <message>
        <source>終わる</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>試し撮り</source>
        <translation>Test shot</translation>
    </message>
    <message>
        <source>調べています</source>
        <translation>Looking</translation>
    </message>
</context>
<context>
    <name>TextEntry</name>
    <message>
        <source>令和8.11.26 9:05</source>
        <translation>2026-11-26 9:05</translation>
    </message>
    <message>
        <source>平成3.4.18／1991.4.18</source>
        <translation>H3.4.18 or 1991-04-18</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>まちかど申請デスク</source>
        <translation>Machikado Desk</translation>
    </message>
    <message>
        <source>カメラ・項目</source>
        <translation>Camera, fields</translation>
    </message>
    <message>
        <source>メニュー</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>ロック</source>
        <translation>Lock</translation>
    </message>
    <message>
        <source>一覧</source>
        <translation>List</translation>
    </message>
</context>
<context>
    <name>UnlockDialog</name>
    <message>
        <source>{name} さんの暗証コードの止めを解きます。責任者が暗証コードを入れてください。</source>
        <translation>This unlocks the operator PIN of {name}. The supervisor enters their own PIN.</translation>
    </message>
    <message>
        <source>責任者による解除</source>
        <translation>Unlock PIN</translation>
    </message>
</context>
<context>
    <name>Verdict</name>
    <message>
        <source>{city}に住民登録がある</source>
        <translation>Resident of {city}</translation>
    </message>
    <message>
        <source>{reason}（{documents}）</source>
        <translation>{reason} ({documents})</translation>
    </message>
    <message>
        <source>{steps}は未確認</source>
        <translation>Not checked yet: {steps}</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>いまの判定：{route}</source>
        <translation>Verdict so far: {route}</translation>
    </message>
    <message>
        <source>ここまでの判定です。残りの手順で変わることがあります。</source>
        <translation>So far. The remaining steps can change it.</translation>
    </message>
    <message>
        <source>ご本人が来場している</source>
        <translation>The applicant is here in person</translation>
    </message>
    <message>
        <source>まだ決まりません</source>
        <translation>Not decided yet</translation>
    </message>
    <message>
        <source>・</source>
        <translation>, </translation>
    </message>
    <message>
        <source>不足はありません・お届けの目安 {time}</source>
        <translation>Nothing is missing. Arrival: {time}</translation>
    </message>
    <message>
        <source>写真</source>
        <translation>Photo</translation>
    </message>
    <message>
        <source>判定：{route}</source>
        <translation>Verdict: {route}</translation>
    </message>
    <message>
        <source>受取り方法：まだ決まりません</source>
        <translation>Delivery: not decided yet</translation>
    </message>
    <message>
        <source>市内に住民登録がある</source>
        <translation>Resident of this city</translation>
    </message>
    <message>
        <source>書類の組合せ {label} を満たす</source>
        <translation>Documents are enough ({label})</translation>
    </message>
    <message>
        <source>書類を選ぶと、ここに判定と理由を出します。</source>
        <translation>Verdict and reasons show here once documents are chosen.</translation>
    </message>
    <message>
        <source>書類・確認</source>
        <translation>Papers</translation>
    </message>
    <message>
        <source>本人確認</source>
        <translation>Identity</translation>
    </message>
    <message>
        <source>本人確認・写真・書類がそろうと判定します</source>
        <translation>Decided after identity, photo and papers</translation>
    </message>
    <message>
        <source>残り：{steps}</source>
        <translation>Still to do: {steps}</translation>
    </message>
    <message>
        <source>理由は受付控えに印刷します。</source>
        <translation>The reasons are printed on the slip.</translation>
    </message>
    <message>
        <source>理由：{reason}</source>
        <translation>Reason: {reason}</translation>
    </message>
    <message>
        <source>申請書</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>申請者</source>
        <translation>Applicant</translation>
    </message>
    <message>
        <source>窓口での受取りになります</source>
        <translation>Collect at the counter</translation>
    </message>
    <message>
        <source>郵送できます</source>
        <translation>Eligible for mailing</translation>
    </message>
    <message>
        <source>郵送にするには（どれか1つ）</source>
        <translation>To make mailing possible (any one)</translation>
    </message>
    <message>
        <source>（ほか{count}件）</source>
        <translation> (and {count} more)</translation>
    </message>
    <message>
        <source>／</source>
        <translation> / </translation>
    </message>
</context>
<context>
    <name>VerdictChange</name>
    <message>
        <source>この受付の判定は変わりません。</source>
        <translation>The verdict of this application stays.</translation>
    </message>
    <message>
        <source>この受付の判定：{before} → {after}。本人確認と理由を見直してください。</source>
        <translation>Verdict of this application: {before} → {after}. Check identity and reasons again.</translation>
    </message>
    <message>
        <source>まだ決まらない</source>
        <translation>still open</translation>
    </message>
    <message>
        <source>窓口での受取り</source>
        <translation>collect at the counter</translation>
    </message>
    <message>
        <source>郵送</source>
        <translation>Mail</translation>
    </message>
</context>
<context>
    <name>VerdictView</name>
    <message>
        <source>あと {count} つ、下の「あと必要なこと」を入力してください</source>
        <translation>{count} more to enter: see “Still needed” below</translation>
    </message>
    <message>
        <source>あと必要なこと</source>
        <translation>Still needed</translation>
    </message>
    <message>
        <source>いまのところ：{outcome}</source>
        <translation>So far: {outcome}</translation>
    </message>
    <message>
        <source>お伝えすること</source>
        <translation>To tell the applicant</translation>
    </message>
    <message>
        <source>このあと</source>
        <translation>What happens next</translation>
    </message>
    <message>
        <source>この手続きは、いまの規則にありません</source>
        <translation>The rules know no such procedure now</translation>
    </message>
    <message>
        <source>入力した内容は残っています。窓口をご案内するか、取りやめてください。</source>
        <translation>What was entered is kept. Refer the person or end the case.</translation>
    </message>
    <message>
        <source>手数料</source>
        <translation>Fee</translation>
    </message>
    <message>
        <source>期限</source>
        <translation>Deadlines</translation>
    </message>
    <message>
        <source>本人確認</source>
        <translation>Identity</translation>
    </message>
    <message>
        <source>理由</source>
        <translation>Reason</translation>
    </message>
</context>
<context>
    <name>WaitingBoard</name>
    <message>
        <source>番号表示</source>
        <translation>Waiting board</translation>
    </message>
</context>
<context>
    <name>Workbench</name>
    <message>
        <source>{number} の受付を完了しました</source>
        <translation>{number} is complete</translation>
    </message>
    <message>
        <source>「{name}」：</source>
        <translation>{name}: </translation>
    </message>
    <message>
        <source>保存できていません</source>
        <translation>Not saved</translation>
    </message>
    <message>
        <source>保存できていません。画面の内容は残っています</source>
        <translation>Not saved. What you see is still here</translation>
    </message>
    <message>
        <source>申請書と依頼書を封筒Aへ入れてください。</source>
        <translation>Put the form and the PIN request slip into envelope A.</translation>
    </message>
    <message>
        <source>申請者画面がありません。照合用ラベルを印刷してください</source>
        <translation>There is no applicant&apos;s screen. Print the check label</translation>
    </message>
    <message>
        <source>窓口での受取りの案内を控えといっしょに渡してください。</source>
        <translation> Give the counter notice together with the slip.</translation>
    </message>
    <message>
        <source>自動保存済み {time}</source>
        <translation>Saved {time}</translation>
    </message>
    <message>
        <source>規則が変わりました</source>
        <translation>The rules have changed</translation>
    </message>
    <message>
        <source>責任者を呼んでください</source>
        <translation>Please call a supervisor</translation>
    </message>
</context>
<context>
    <name>WorkbenchView</name>
    <message>
        <source>{name}を直してください</source>
        <translation>Please correct: {name}</translation>
    </message>
    <message>
        <source>この受付は「{state}」です</source>
        <translation>State of this intake: {state}</translation>
    </message>
    <message>
        <source>この手順の項目</source>
        <translation>An item of this step</translation>
    </message>
    <message>
        <source>差戻し：{name}（責任者）から {time}</source>
        <translation>Sent back by {name} (supervisor) {time}</translation>
    </message>
    <message>
        <source>差戻し：責任者から {time}</source>
        <translation>Sent back by a supervisor {time}</translation>
    </message>
    <message>
        <source>控え 未印刷</source>
        <translation>Slip not printed</translation>
    </message>
    <message>
        <source>控えを渡していません。F9 で印刷するか、Ctrl+P から PDF に保存します。</source>
        <translation>No slip was given. Print it with F9, or save it as PDF from Ctrl+P.</translation>
    </message>
    <message>
        <source>理由：{reason}</source>
        <translation>Reason: {reason}</translation>
    </message>
    <message>
        <source>続きを始める</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>訂正を始める</source>
        <translation>Begin correction</translation>
    </message>
    <message>
        <source>閉じる</source>
        <translation>Close</translation>
    </message>
</context>
<context>
    <name>_CheckRow</name>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
</context>
<context>
    <name>_MissingDelegate</name>
    <message>
        <source>未読取</source>
        <translation>Not read</translation>
    </message>
</context>
<context>
    <name>_Side</name>
    <message>
        <source>カメラを準備しています</source>
        <translation>The camera is starting</translation>
    </message>
</context>
<context>
    <name>_StepButton</name>
    <message>
        <source>{name}：{note}</source>
        <translation>{name}: {note}</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>いま</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>なし</source>
        <translation>none</translation>
    </message>
    <message>
        <source>まだ</source>
        <translation>Not yet</translation>
    </message>
    <message>
        <source>手順{number} {name}</source>
        <translation>Step {number} {name}</translation>
    </message>
    <message>
        <source>済み</source>
        <translation>done</translation>
    </message>
    <message>
        <source>要対応</source>
        <translation>needs attention</translation>
    </message>
</context>
<context>
    <name>_StickLine</name>
    <message>
        <source>「{name}」が挿さっています</source>
        <translation>&quot;{name}&quot; is plugged in</translation>
    </message>
    <message>
        <source>書込みできます</source>
        <translation>Ready to write</translation>
    </message>
    <message>
        <source>空き {free}・未送信 {count} 束（{size}）</source>
        <translation>Free {free}, {count} unsent batches ({size})</translation>
    </message>
    <message>
        <source>空きが足りません</source>
        <translation>Not enough space</translation>
    </message>
</context>
<context>
    <name>_VerdictRow</name>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
</context>
</TS>
