/// The native files in the published packages that belong to this version, with their SHA-256.
module internal UniversalApprox.Torch.PublishedFiles

open System

/// A platform's runtime identifier, the SHA-256 and the name of each file of TorchSharp 0.107.0 and libtorch-cpu 2.10.0. The packages
/// that they were taken from have the hashes of `NativePackage.known`.
let private list =
    """
linux-x64 7c287357781275b7976f95e114265b2629c99fd33ac5fcb389b20e53641d0de6 libaoti_custom_ops.so
linux-x64 02ec2bae8064dd71138727ad71ecc961133e338fb8c0d75bffe34adced48bc13 libbackend_with_compiler.so
linux-x64 5a54a1c71c90df5011b20529bba91bcd160871c7cb19f33d9da8e73f9c45fbbc libc10.so
linux-x64 6b254201cafdc5389580d77139398a298f63ce3b139cfbcceade961ac0d721cb libgomp-98b21ff3.so.1
linux-x64 8b28b8c26b598a6dde9122f851e371938050c3140df174ebddfe8d26195bbed2 libjitbackend_test.so
linux-x64 7355ac4d8a8b4904ac2d264dc51dca5fcde7f041da9de9a1b7b177188e807fb8 libnnapi_backend.so
linux-x64 84676a7bca227bd9576b5c809c432b616a99ff5f099a8d6421a0e5fe44bb429e libshm.so
linux-x64 aaa36e9d80c624fc796e0fd591ebe7a59262814f57bc639ec20f6ae91fadb760 libtorch.so
linux-x64 0f4b3e14ed8468219fefe110605e741afc6bfbec27cc777a224301edb9f24c41 libtorch_cpu.so
linux-x64 03cfaab4bf752b9fe44a499da6eaff3ed932c8be28e7a8914b421d6a50d9d3db libtorch_global_deps.so
linux-x64 740785ef0700ee9247dad7bc7cd0bca342a670d0c9a3c641513321d84afaf3bf libtorch_python.so
linux-x64 f62b306e0b2eb18c512293d3fbea31436bc6550eeb9918aa4f07b872b1ed80ef libtorchbind_test.so
linux-x64 621969bdfb619a5a7af405f004892311604654aaa1150856275284a7d6dbb2c9 LICENSE-LIBTORCH.txt
linux-x64 cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8 libLibTorchSharp.so
linux-x64 e715b9186819f20d0bc8feae10cfea8a65126350b46ca5824ea84405e5a3ef5e LICENSE.txt
win-x64 a057ab00ec2edceec9198e87bd417843489f9bb4b937ff2cf22503e699383063 c10.dll
win-x64 d41a71c38f627a95748596820ab380135dcccc4ceecd6fe7d4e247d015bf55a4 libiomp5md.dll
win-x64 137dd44f652a926eb540861994c58ea24ebfbf6b45886ac964a68c5742549c47 libiompstubs5md.dll
win-x64 02d6bd9767ee972466363386c2025716af46533516671a6f4f365385760e207a torch.dll
win-x64 c75772dea925c23ea45fbf39502d48d4e87350249e75050d43bea2c12fdd3a1b torch_cpu.dll
win-x64 d17b59014a28a648b30b0e535f1f991edf6c80dddb794108d4dd427577de93db torch_global_deps.dll
win-x64 fa569e682fc5fb7a8eb94c6829af9f30a569748dbbc6bce39735d48bc960bcf8 uv.dll
win-x64 621969bdfb619a5a7af405f004892311604654aaa1150856275284a7d6dbb2c9 LICENSE-LIBTORCH.txt
win-x64 8552d2fd6d045a5a9fd2315300f6f6aac7770433beeb4a743e22d59d77ed1858 LibTorchSharp.dll
win-x64 e715b9186819f20d0bc8feae10cfea8a65126350b46ca5824ea84405e5a3ef5e LICENSE.txt
osx-arm64 cff488f7e39024a34a871c07ba82031625021392eaf137d0c35eb53b7a33a077 libc10.dylib
osx-arm64 fe0670951c85401421f6cedc91971f28dc870bad4c1f0cfebe2b74dac421e5f0 libomp.dylib
osx-arm64 bd0c4fe75d1e08eda51ca979eb31276f389ac7bd0c9ba834cfd2bcc5b908f01b libshm.dylib
osx-arm64 619206f7f2917cef9869bc74c7179ebd2183c17fb33a0d51e8b0a501bcc87c89 libtorch.dylib
osx-arm64 4f03f83297f45294c4c2b64566d09a6c108aa962f7f1e588ab19e5ffb1079d7e libtorch_cpu.dylib
osx-arm64 9ea2f1cb5f25ea663f1dfe39d2fba5da7d4d148497c1c7fdddffe09f2419cb3e libtorch_global_deps.dylib
osx-arm64 d2ea0f91ec9391f1cda4fd93ee5bb5d3a09ac407a81bad4ac9a6ee177b1d223a libtorch_python.dylib
osx-arm64 621969bdfb619a5a7af405f004892311604654aaa1150856275284a7d6dbb2c9 LICENSE-LIBTORCH.txt
osx-arm64 3f643eebb2c41450493213ae504e89eb1ca2b51603f8208c82c6f104f2f75d9c libLibTorchSharp.dylib
osx-arm64 e715b9186819f20d0bc8feae10cfea8a65126350b46ca5824ea84405e5a3ef5e LICENSE.txt
"""

/// The hashes of a platform's files by name.
let ofPlatform rid =
    list.Split('\n', StringSplitOptions.RemoveEmptyEntries)
    |> Array.choose (fun line ->
        match line.Split ' ' with
        | [| platform; hash; name |] when platform = rid -> Some(name, hash)
        | _ -> None)
    |> Map.ofArray
