import django.db.models.deletion
import tenghuan.apps.access.schema
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('bulletins', '0001_initial'), ('bulletins', '0002_templates')]

    initial = True

    dependencies = [
        ('kit', '0005_work_that_hangs'),
        ('organization', '__first__'),
    ]

    operations = [
        tenghuan.apps.access.schema.CreateTables(
            tables=[
                migrations.CreateModel(
                    name='Bulletin',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('code', models.CharField(editable=False, max_length=20, verbose_name='编号')),
                        ('kind', models.CharField(choices=[('month', '月报'), ('quarter', '季度通报'), ('year', '年度报告'), ('orders', '督办通报'), ('notice', '公示'), ('minutes', '会议纪要')], editable=False, max_length=10, verbose_name='种类')),
                        ('month', models.DateField(editable=False, help_text='所写期间的最后一个月', verbose_name='期别')),
                        ('title', models.CharField(max_length=120, verbose_name='标题')),
                        ('to', models.CharField(blank=True, max_length=300, verbose_name='主送')),
                        ('issuer', models.CharField(blank=True, help_text='署名；印红头时也是红头的字', max_length=80, verbose_name='发文机关')),
                        ('red', models.BooleanField(default=False, help_text='由发文机关填写后才印，默认不印', verbose_name='印红头')),
                        ('copies', models.CharField(blank=True, max_length=300, verbose_name='抄送')),
                        ('printed_by', models.CharField(blank=True, max_length=80, verbose_name='印发机关')),
                        ('remark', models.CharField(blank=True, help_text='如“此件公开发布”', max_length=120, verbose_name='附注')),
                        ('sources', models.BooleanField(default=False, verbose_name='附数字来源表')),
                        ('number', models.CharField(blank=True, editable=False, max_length=40, verbose_name='发文字号')),
                        ('issued_on', models.DateField(blank=True, editable=False, null=True, verbose_name='成文日期')),
                        ('snapshot', models.CharField(blank=True, editable=False, max_length=120, verbose_name='数据快照')),
                        ('known_at', models.DateTimeField(editable=False, null=True, verbose_name='取数时间')),
                        ('hand', models.PositiveSmallIntegerField(default=0, editable=False, help_text='改动过的段落数', verbose_name='人工修改')),
                        ('version', models.PositiveSmallIntegerField(default=1, editable=False, verbose_name='版次')),
                        ('state', models.CharField(choices=[('draft', '起草'), ('checking', '待审核'), ('checked', '待签发'), ('issued', '已签发'), ('replaced', '已被替代'), ('dropped', '不发')], default='draft', editable=False, max_length=10, verbose_name='环节')),
                        ('before', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='bulletins.bulletin', verbose_name='替代')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                    ],
                    options={
                        'verbose_name': '通报公文',
                        'verbose_name_plural': '通报公文',
                        'ordering': ('-month', '-code'),
                        'indexes': [models.Index(fields=['county', 'kind', 'month'], name='bulletins_b_county__8de6ad_idx')],
                        'constraints': [models.UniqueConstraint(fields=('county', 'code'), name='bulletin_code_once'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('county', 'number'), name='bulletin_number_once'), models.UniqueConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), ('retired_on', None)), fields=('before',), name='bulletin_replaced_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Text',
                    fields=[
                        ('bulletin', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='content', serialize=False, to='bulletins.bulletin')),
                        ('facts', models.JSONField()),
                        ('parts', models.JSONField()),
                    ],
                    options={
                        'verbose_name': '通报正文',
                        'verbose_name_plural': '通报正文',
                    },
                ),
                migrations.CreateModel(
                    name='Edition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('place', models.PositiveSmallIntegerField(verbose_name='序号')),
                        ('label', models.CharField(max_length=20, verbose_name='环节')),
                        ('at', models.DateTimeField(auto_now_add=True, verbose_name='时间')),
                        ('by', models.CharField(max_length=120, verbose_name='经办')),
                        ('title', models.CharField(max_length=120, verbose_name='标题')),
                        ('facts', models.JSONField()),
                        ('parts', models.JSONField()),
                        ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='editions', to='bulletins.bulletin')),
                    ],
                    options={
                        'verbose_name': '通报稿本',
                        'verbose_name_plural': '通报稿本',
                        'ordering': ('bulletin', 'place'),
                        'constraints': [models.UniqueConstraint(fields=('bulletin', 'place'), name='edition_place_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Issued',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('form', models.CharField(max_length=8, verbose_name='形式')),
                        ('bulletin', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='bulletins.bulletin')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kit.storedfile')),
                    ],
                    options={
                        'verbose_name': '签发文件',
                        'verbose_name_plural': '签发文件',
                        'constraints': [models.UniqueConstraint(fields=('bulletin', 'form'), name='issued_form_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Template',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='修订号')),
                        ('made_at', models.DateTimeField(auto_now_add=True, verbose_name='登记时间')),
                        ('changed_at', models.DateTimeField(auto_now=True, verbose_name='更新时间')),
                        ('retired_on', models.DateField(editable=False, null=True, verbose_name='停用日期')),
                        ('retired_because', models.CharField(blank=True, editable=False, max_length=200, verbose_name='停用理由')),
                        ('sample', models.BooleanField(default=False, editable=False, verbose_name='示例数据')),
                        ('code', models.CharField(editable=False, max_length=20, verbose_name='编号')),
                        ('kind', models.CharField(choices=[('month', '月报'), ('quarter', '季度通报'), ('year', '年度报告'), ('orders', '督办通报'), ('notice', '公示'), ('minutes', '会议纪要')], editable=False, max_length=10, verbose_name='种类')),
                        ('version', models.PositiveSmallIntegerField(editable=False, verbose_name='版次')),
                        ('name', models.CharField(editable=False, max_length=200, verbose_name='文件名')),
                        ('note', models.CharField(blank=True, max_length=120, verbose_name='说明')),
                        ('county', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='县（市、区）')),
                        ('file', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kit.storedfile')),
                        ('made_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办')),
                    ],
                    options={
                        'verbose_name': '公文模板',
                        'verbose_name_plural': '公文模板',
                        'ordering': ('kind', '-version'),
                        'constraints': [models.UniqueConstraint(fields=('county', 'code'), name='template_code_once'), models.UniqueConstraint(fields=('county', 'kind', 'version'), name='template_version_once')],
                    },
                ),
            ],
        ),
    ]
